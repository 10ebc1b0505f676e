package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"gongkai/internal/carry/target"
	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// s3Store is a bucket of any store that speaks S3. Each object goes out in one
// request with its MD5, which the store compares before it keeps the object, and
// what the store says of it afterwards is compared with what was sent.
type s3Store struct {
	client *minio.Client
	to     target.Target
}

func openS3(to target.Target, options Options) (*s3Store, error) {
	keys, err := s3Keys(to, options)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(!to.Insecure)
	if err != nil {
		return nil, failed("connect", to.Endpoint, err, "不能准备 https 连接", "https can't be prepared")
	}
	transport.MaxIdleConnsPerHost = workers
	client, err := minio.New(to.Endpoint, &minio.Options{
		Creds: keys, Secure: !to.Insecure, Region: to.Region, BucketLookup: lookup(to), Transport: transport,
		MaxRetries: 1, // retrying does it, and says so
	})
	if err != nil {
		return nil, failed("connect", to.Endpoint, err, "对象存储的地址「"+to.Endpoint+"」用不了", "the store's address "+to.Endpoint+" can't be used")
	}
	return &s3Store{client, to}, nil
}

// s3Keys finds the keys in the environment, in the usual file, or asks.
func s3Keys(to target.Target, options Options) (*credentials.Credentials, error) {
	id, secret := options.Env("AWS_ACCESS_KEY_ID"), options.Env("AWS_SECRET_ACCESS_KEY")
	if id != "" && secret != "" {
		return credentials.NewStaticV4(id, secret, options.Env("AWS_SESSION_TOKEN")), nil
	}
	file := options.Env("AWS_SHARED_CREDENTIALS_FILE")
	if file == "" && options.Home != "" {
		file = filepath.Join(options.Home, ".aws", "credentials")
	}
	profile := options.Env("AWS_PROFILE")
	if profile == "" {
		profile = "default"
	}
	if file != "" {
		keys := credentials.NewFileAWSCredentials(file, profile)
		if v, err := keys.GetWithContext(nil); err == nil && v.AccessKeyID != "" {
			return keys, nil
		}
	}
	if options.Ask == nil {
		return nil, refused(to.Endpoint,
			"没有找到对象存储的密钥；请设置环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或写进 ~/.aws/credentials",
			"no keys for the store were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into ~/.aws/credentials")
	}
	id, err := options.Ask(diag.Text{ZH: to.Endpoint + " 的 AccessKey ID：", EN: "access key id for " + to.Endpoint + ": "}, false)
	if err == nil {
		secret, err = options.Ask(diag.Text{ZH: "AccessKey Secret（不显示）：", EN: "secret access key (not shown): "}, true)
	}
	if err != nil {
		return nil, failed("ask", to.Endpoint, err, "没有读到密钥", "no keys were read")
	}
	return credentials.NewStaticV4(id, secret, ""), nil
}

// lookup is where the bucket's name stands: some stores only know
// BUCKET.HOST, what lies in one's own house mostly HOST/BUCKET.
func lookup(to target.Target) minio.BucketLookupType {
	host := strings.ToLower(to.Endpoint)
	switch {
	case to.Lookup == "dns", strings.HasSuffix(host, ".myqcloud.com"), strings.Contains(host, ".myhuaweicloud."), strings.HasSuffix(host, ".aliyuncs.com"):
		return minio.BucketLookupDNS
	case to.Lookup == "path":
		return minio.BucketLookupPath
	}
	return minio.BucketLookupAuto
}

func (s *s3Store) read(ctx context.Context, name string) ([]byte, error) {
	reader, err := s.client.GetObject(ctx, s.to.Bucket, s.to.Prefix+name, minio.GetObjectOptions{})
	if err == nil {
		defer reader.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(reader, maxList)); err == nil {
			return data, nil
		}
	}
	return nil, s.explain("read", name, err)
}

func (s *s3Store) put(ctx context.Context, o *object, fresh bool) error {
	options := minio.PutObjectOptions{
		ContentType: o.kind, CacheControl: o.cache, ContentEncoding: o.encoding,
		SendContentMd5: true, DisableMultipart: true,
	}
	if fresh {
		options.SetMatchETagExcept("*")
	}
	info, err := s.client.PutObject(ctx, s.to.Bucket, s.to.Prefix+o.name, o.content, o.size, options)
	if fresh && unconditional(err) {
		h, err := s.holds(ctx, o)
		if err != nil {
			return err
		}
		if h == other {
			return errTaken
		}
		if err := o.rewind(); err != nil {
			return err
		}
		return s.put(ctx, o, false)
	}
	if err != nil {
		if code := minio.ToErrorResponse(err); fresh && (code.StatusCode == http.StatusPreconditionFailed || code.Code == "PreconditionFailed") {
			return errTaken
		}
		return s.explain("write", o.name, err)
	}
	if plainETag(info.ETag) && info.ETag == hex.EncodeToString(o.md5[:]) {
		return nil
	}
	// A store that encrypts has other checksums: then the bytes are compared.
	h, err := s.whole(ctx, o)
	if err == nil && h != same {
		return passing{failed("write", o.name, errChanged, "「"+o.name+"」传上去以后与原文件不一致，多次重试仍是这样，请检查网络设备和存储", o.name+" isn't the same after it was sent, however often; check the network and the store")}
	}
	return err
}

var errChanged = errors.New("what lies there is not what was sent")

// unconditional tells a store that doesn't know the condition "only when new".
func unconditional(err error) bool {
	if err == nil {
		return false
	}
	r := minio.ToErrorResponse(err)
	return r.StatusCode == http.StatusNotImplemented || r.Code == "NotImplemented" || r.Code == "InvalidArgument"
}

// plainETag tells a checksum that is an MD5.
func plainETag(tag string) bool {
	_, err := hex.DecodeString(tag)
	return len(tag) == 32 && err == nil
}

func (s *s3Store) remove(ctx context.Context, name string) error {
	return s.explain("remove", name, s.client.RemoveObject(ctx, s.to.Bucket, s.to.Prefix+name, minio.RemoveObjectOptions{}))
}

func (s *s3Store) holds(ctx context.Context, o *object) (holding, error) {
	info, err := s.client.StatObject(ctx, s.to.Bucket, s.to.Prefix+o.name, minio.StatObjectOptions{})
	switch {
	case absent(err):
		return nothing, nil
	case err != nil:
		return nothing, s.explain("read", o.name, err)
	case info.Size != o.size:
		return other, nil
	case info.ETag == hex.EncodeToString(o.md5[:]):
		return same, nil
	case plainETag(info.ETag) && info.Metadata.Get("X-Amz-Server-Side-Encryption") == "":
		return other, nil
	}
	return s.whole(ctx, o)
}

// whole compares the bytes.
func (s *s3Store) whole(ctx context.Context, o *object) (holding, error) {
	data, err := s.client.GetObject(ctx, s.to.Bucket, s.to.Prefix+o.name, minio.GetObjectOptions{})
	if err != nil {
		return nothing, s.explain("read", o.name, err)
	}
	defer data.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, data); err != nil {
		return nothing, s.explain("read", o.name, err)
	}
	if bytes.Equal(hash.Sum(nil), o.sum[:]) {
		return same, nil
	}
	return other, nil
}

func (s *s3Store) list(ctx context.Context) (map[string]int64, error) {
	sizes := map[string]int64{}
	for info := range s.client.ListObjects(ctx, s.to.Bucket, minio.ListObjectsOptions{Prefix: s.to.Prefix, Recursive: true}) {
		if info.Err != nil {
			return nil, s.explain("list", s.to.Prefix, info.Err)
		}
		sizes[strings.TrimPrefix(info.Key, s.to.Prefix)] = info.Size
	}
	return sizes, nil
}

// tidy has nothing to do: an object is there whole or not at all.
func (s *s3Store) tidy(context.Context) error { return nil }

func absent(err error) bool {
	r := minio.ToErrorResponse(err)
	return err != nil && (r.Code == "NoSuchKey" || r.Code == "NotFound" || r.StatusCode == http.StatusNotFound && r.Code != "NoSuchBucket")
}

// explain says what went wrong in the operator's words, and whether it may pass.
// The store's own words hold no secret: it never sees one.
func (s *s3Store) explain(op, name string, err error) error {
	if err == nil {
		return nil
	}
	if absent(err) {
		return fs.ErrNotExist
	}
	r := minio.ToErrorResponse(err)
	where := s.to.Bucket + "/" + s.to.Prefix + name
	for _, cause := range s3Causes {
		if cause.code != "" && cause.code == r.Code || cause.code == "" && cause.status == r.StatusCode && (cause.op == "" || cause.op == op) {
			return &publish.Error{Op: op, Path: where, Err: reason(r), Text: cause.Text}
		}
	}
	told := &publish.Error{Op: op, Path: where, Err: err, Text: diag.Text{
		ZH: "对象存储「" + s.to.Endpoint + "」没有应答，多次重试仍不成功，请检查网络后重新运行",
		EN: "the store " + s.to.Endpoint + " doesn't answer, however often; check the network, then run again",
	}}
	if r.StatusCode != 0 && r.StatusCode < 500 && r.StatusCode != http.StatusTooManyRequests && r.StatusCode != http.StatusRequestTimeout && r.Code != "SlowDown" {
		told.Text = diag.Text{ZH: "对象存储「" + s.to.Endpoint + "」拒绝了请求", EN: "the store " + s.to.Endpoint + " refused the request"}
		return told
	}
	return passing{told}
}

// reason is the store's answer in short, without the ids of hosts and requests.
func reason(r minio.ErrorResponse) error {
	return errors.New(strings.TrimSpace(r.Code + " " + r.Message))
}

// s3Causes are the answers that an operator meets and no retry mends.
var s3Causes = []struct {
	code   string
	status int
	op     string
	diag.Text
}{
	{code: "RequestTimeTooSkewed", Text: diag.Text{
		ZH: "本机的时钟与对象存储相差 15 分钟以上，请求被拒绝；请校准本机的日期、时间和时区后重新运行",
		EN: "this machine's clock is more than 15 minutes off the store's, so the request was refused; set the date, time and zone, then run again",
	}},
	{code: "InvalidAccessKeyId", Text: diag.Text{ZH: "对象存储不认识这个 AccessKey ID，请核对环境变量或 ~/.aws/credentials", EN: "the store doesn't know this access key id; check the environment or ~/.aws/credentials"}},
	{code: "SignatureDoesNotMatch", Text: diag.Text{ZH: "AccessKey Secret 不对，请核对环境变量或 ~/.aws/credentials；接入点要求写 region 的，在地址里加上", EN: "the secret access key is wrong; check the environment or ~/.aws/credentials, and add region= where the endpoint asks for it"}},
	{code: "NoSuchBucket", Text: diag.Text{ZH: "没有这个存储桶，请核对名称和 endpoint", EN: "there is no such bucket; check its name and the endpoint"}},
	{code: "QuotaExceeded", Text: diag.Text{ZH: "存储空间已用完，请扩容后重新运行", EN: "the store is full; get more room, then run again"}},
	{code: "XMinioStorageFull", Text: diag.Text{ZH: "存储空间已用完，请扩容后重新运行", EN: "the store is full; get more room, then run again"}},
	{status: http.StatusInsufficientStorage, Text: diag.Text{ZH: "存储空间已用完，请扩容后重新运行", EN: "the store is full; get more room, then run again"}},
	{status: http.StatusForbidden, op: "remove", Text: diag.Text{ZH: "这个账号没有删除文件的权限，请让管理员给它 DeleteObject 权限", EN: "this account may not remove files; ask for DeleteObject"}},
	{status: http.StatusForbidden, op: "list", Text: diag.Text{ZH: "这个账号没有列出文件的权限，请让管理员给它 ListBucket 权限", EN: "this account may not list files; ask for ListBucket"}},
	{status: http.StatusForbidden, op: "write", Text: diag.Text{ZH: "这个账号没有写入的权限，请让管理员给它 PutObject 权限", EN: "this account may not write; ask for PutObject"}},
	{status: http.StatusForbidden, Text: diag.Text{ZH: "这个账号没有读取的权限，请让管理员给它 GetObject 和 ListBucket 权限", EN: "this account may not read; ask for GetObject and ListBucket"}},
}
