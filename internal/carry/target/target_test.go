package target

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"gongkai/internal/diag"
	"gongkai/internal/source"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want Target
	}{
		{"folder:out", Target{Kind: Folder, Path: "out"}},
		{`folder:D:\公开网站`, Target{Kind: Folder, Path: `D:\公开网站`}},
		{"archive:a/b.tar.gz", Target{Kind: Archive, Path: "a/b.tar.gz"}},
		{`stick:E:\`, Target{Kind: Stick, Path: `E:\`}},
		{"sftp://web@www.example.com/srv/www/", Target{Kind: SFTP, User: "web", Host: "www.example.com:22", Path: "/srv/www"}},
		{"sftp://www.example.com:2222/~/www", Target{Kind: SFTP, Host: "www.example.com:2222", Path: "www"}},
		{"sftp://u@[::1]:22/a?key=k&known_hosts=h", Target{Kind: SFTP, User: "u", Host: "[::1]:22", Path: "/a", Key: "k", KnownHosts: "h"}},
		{"s3://b", Target{Kind: S3, Bucket: "b", Endpoint: "s3.amazonaws.com"}},
		{"s3://b/x/../y/?endpoint=https://oss.example.com&region=r&lookup=dns&gzip=1", Target{Kind: S3, Bucket: "b", Prefix: "y/", Endpoint: "oss.example.com", Region: "r", Lookup: "dns", Gzip: true}},
		{"s3://b/p?endpoint=http://127.0.0.1:9000", Target{Kind: S3, Bucket: "b", Prefix: "p/", Endpoint: "127.0.0.1:9000", Insecure: true}},
		{"s3://b?endpoint=host:9000", Target{Kind: S3, Bucket: "b", Endpoint: "host:9000"}},
	} {
		got, wrong := Parse(c.text)
		if wrong != nil {
			t.Errorf("%s: %v", c.text, wrong)
			continue
		}
		c.want.Text = c.text
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
		if got.String() != c.text {
			t.Errorf("%s is called %s", c.text, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "开头要写明种类",
		"www":                            "开头要写明种类",
		`C:\www`:                         "开头要写明种类",
		"folder:":                        "冒号后面",
		"ftp://www.example.com/":         "没有「ftp:」",
		"sftp://web@/srv":                "要写明主机",
		"sftp://web@h:70000/srv":         "要写明主机",
		"sftp://web@h":                   "不能是根目录",
		"sftp://web@h/":                  "不能是根目录",
		"sftp://h/a#b":                   "写法不对",
		"sftp://h/a?port=1":              "没有「port」",
		"sftp://h/a?key=":                "的值不对",
		"s3:///x":                        "要写明存储桶",
		"s3://b?lookup=x":                "的值不对",
		"s3://b?endpoint=ftp://h":        "的值不对",
		"s3://b?endpoint=https://h/p":    "的值不对",
		"s3://b?region=a&region=b":       "的值不对",
		"s3://b?endpoint=http://h":       "要用 https",
		"s3://b?endpoint=http://1.2.3.4": "要用 https",
		"s3://b?%zz":                     "问号后面",
	} {
		if _, wrong := Parse(text); wrong == nil || !strings.Contains(wrong.ZH, want) || wrong.EN == "" {
			t.Errorf("%q: %v", text, wrong)
		}
	}
}

// What looks like a secret is refused and marked, so that nobody quotes it.
func TestSecretsAreRefused(t *testing.T) {
	for _, text := range []string{
		"sftp://web:hunter2@h/srv", "ftp://web:hunter2@h/", "https://web:hunter2@h/", "s3://b?secret_key=hunter2", "s3://b?AccessKeyId=hunter2",
		"s3://b?token=hunter2", "sftp://h/a?password=hunter2", "sftp://web:hun ter2@h/%zz", "s3://id:hunter2@b/x", "web:hunter2@h",
	} {
		_, wrong := Parse(text)
		if wrong == nil || !wrong.Secret || strings.Contains(wrong.ZH+wrong.EN+wrong.Error(), "hunter2") {
			t.Errorf("%q: %v", text, wrong)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"folder:x", "sftp://u@h:22/a?key=k", "s3://b/p?endpoint=http://127.0.0.1", "a:b@c", "s3://[::1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		to, wrong := Parse(text)
		if (wrong == nil) != (to.Path != "" || to.Bucket != "") && wrong == nil {
			t.Errorf("%q names no place", text)
		}
		if wrong != nil && (wrong.ZH == "" || wrong.EN == "") {
			t.Errorf("%q is refused without words", text)
		}
	})
}

func read(t *testing.T, text string) ([]Target, diag.List) {
	t.Helper()
	tree, err := source.Read(fstest.MapFS{"site.toml": {Data: []byte(text)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	content, problems := tree.File("site.toml").Text()
	data, found := source.ParseData(content)
	var form struct {
		Target []Written `toml:"target"`
	}
	problems = append(append(problems, found...), data.Decode(&form)...)
	targets, wrong := Read(data, form.Target)
	return targets, append(problems, wrong...)
}

func TestRead(t *testing.T) {
	targets, problems := read(t, "[[target]]\nname = \"www\"\nto = \"folder:a\"\n[[target]]\nname = \"usb\"\nto = \"stick:b\"\n")
	if len(problems) != 0 || len(targets) != 2 || targets[0].String() != "www" || targets[1].Kind != Stick {
		t.Errorf("%v %v", targets, problems)
	}
	for text, want := range map[string]string{
		"name = \"a\"\nto = \"b\"":                                                     "W001",
		"name = \"a\"\nto = \"sftp://u:hunter2@h/x\"":                                  "W002",
		"name = \"a\"\nto = \"folder:x\"\npassword = \"hunter2\"":                      "W002",
		"name = \"a\"\nto = \"s3://b\"\nsecret_key = \"hunter2\"":                      "W002",
		"to = \"folder:x\"":                                                            "W003",
		"name = \"a/b\"\nto = \"folder:x\"":                                            "W003",
		"name = \"a\"\nto = \"folder:x\"\n[[target]]\nname = \"a\"\nto = \"folder:y\"": "W003",
	} {
		_, problems := read(t, "[[target]]\n"+text+"\n")
		if len(problems) != 1 || problems[0].Code != want {
			t.Errorf("%s: %v", text, problems)
			continue
		}
		if p := problems[0]; p.Line == 0 || strings.Contains(p.Message.ZH+p.Message.EN+p.Place.Text, "hunter2") {
			t.Errorf("%s: %+v", text, p)
		}
	}
}
