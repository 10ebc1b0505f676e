package preview

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

const (
	loopback = "127.0.0.1"
	tries    = 100 // ports that are tried, one after the other
)

// listen takes the port, or the next that is free. taken tells that it is not
// the one that was asked for.
func listen(bind string, port int) (l net.Listener, taken bool, err error) {
	if bind == "" {
		bind = loopback
	}
	for i := range tries {
		l, err = net.Listen("tcp", net.JoinHostPort(bind, strconv.Itoa(port+i)))
		if err == nil {
			return l, i > 0, nil
		}
		if !inUse(err) || port == 0 || port+i == 65535 {
			break
		}
	}
	return nil, false, fmt.Errorf("preview: listen: %w", err)
}

// inUse tells that somebody else has the port. Windows and the others don't
// share an error for it.
func inUse(err error) bool {
	var call *os.SyscallError
	return errors.As(err, &call) && call.Syscall == "bind" && !errors.Is(err, os.ErrPermission) && !strings.Contains(err.Error(), "assign")
}

// addresses is where a browser on this machine, and then those on others, find
// the preview.
func addresses(l net.Listener, bind string) []string {
	at := l.Addr().(*net.TCPAddr)
	port := strconv.Itoa(at.Port)
	if !at.IP.IsUnspecified() {
		return []string{"http://" + net.JoinHostPort(at.IP.String(), port) + "/"}
	}
	list := []string{"http://" + net.JoinHostPort(loopback, port) + "/"}
	for _, ip := range ownAddresses() {
		if !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			list = append(list, "http://"+net.JoinHostPort(ip.String(), port)+"/")
		}
	}
	return list
}

// ownAddresses is every address of this machine.
func ownAddresses() (own []netip.Addr) {
	all, _ := net.InterfaceAddrs()
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, prefix.Addr().Unmap())
		}
	}
	return own
}

// hosts is the names under which the preview answers. A page of another site
// can make its own name lead to this machine, and would then be let in: so a
// name that isn't known to be ours isn't answered.
func hosts(bind string) []string {
	names := []string{"localhost", loopback, "::1"}
	if bind == "" {
		return names
	}
	names = append(names, strings.ToLower(bind))
	if ip, err := netip.ParseAddr(bind); err != nil || !ip.IsUnspecified() {
		return names
	}
	for _, ip := range ownAddresses() {
		names = append(names, ip.WithZone("").String())
	}
	if name, err := os.Hostname(); err == nil && name != "" {
		names = append(names, strings.ToLower(name), strings.ToLower(name)+".local")
	}
	slices.Sort(names)
	return slices.Compact(names)
}
