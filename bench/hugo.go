package main

import (
	"os"
	"path/filepath"
	"strings"
)

// hugoSite writes what Hugo needs to publish the same content with the same
// features: the frame with its meta tags and menus, a notice with its metadata
// block and neighbours, lists of 20, a catalogue, a feed and a site map.
func hugoSite(dir string) error {
	var config strings.Builder
	config.WriteString(`baseURL = "https://example.com/"
languageCode = "zh-CN"
title = "示例县人民政府政府信息公开"
disableKinds = ["taxonomy", "term"]
timeZone = "Asia/Shanghai"
uglyURLs = true
[pagination]
pagerSize = 20
[markup.goldmark.parser]
autoHeadingIDType = "github"
`)
	for c, name := range columnNames {
		config.WriteString("[[params.columns]]\npath = \"" + columnPath(c) + "\"\nname = \"" + name + "\"\n")
	}
	files := map[string]string{
		"hugo.toml": config.String(),
		"layouts/_default/baseof.html": `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="SiteName" content="{{ site.Title }}"><meta name="SiteDomain" content="example.com"><meta name="SiteIDCode" content="0000000001">
<meta name="ColumnName" content="{{ with .CurrentSection }}{{ .Title }}{{ end }}"><meta name="ColumnDescription" content="示例栏目"><meta name="ColumnKeywords" content="示例"><meta name="ColumnType" content="信息公开">
{{ block "meta" . }}{{ end }}<link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="{{ "assets/site.css" | relURL }}"></head>
<body><a class="skip" href="#main">跳到正文</a><header><p class="site">{{ site.Title }}</p>
<nav><ul><li><a href="{{ "guide.html" | relURL }}">政府信息公开指南</a></li><li><a href="{{ "rules.html" | relURL }}">政府信息公开制度</a></li><li><a href="{{ "disclosure.html" | relURL }}">法定主动公开内容</a></li><li><a href="{{ "request.html" | relURL }}">依申请公开</a></li></ul></nav></header>
<main id="main">{{ block "main" . }}{{ end }}</main>
<footer><p>主办单位：示例县人民政府</p><p>网站标识码：0000000001</p><p>地址：示例县示例路1号</p><p><a href="{{ "sitemap.xml" | relURL }}">网站地图</a></p></footer></body></html>
`,
		"layouts/_default/single.html": `{{ define "meta" }}<meta name="ArticleTitle" content="{{ .Title }}"><meta name="PubDate" content="{{ .Date.Format "2006-01-02 15:04" }}"><meta name="ContentSource" content="示例县人民政府"><meta name="Keywords" content="{{ delimit .Keywords "," }}">{{ end }}
{{ define "main" }}<nav class="crumbs"><a href="{{ "index.html" | relURL }}">首页</a> › {{ with .CurrentSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<article><h1>{{ .Title }}</h1><p>发布时间：{{ .Date.Format "2006-01-02" }}</p>
<dl><dt>索引号</dt><dd>{{ .Params.index }}</dd><dt>发布机构</dt><dd>示例县人民政府</dd><dt>发文字号</dt><dd>{{ .Params.number }}</dd><dt>成文日期</dt><dd>{{ with .Params.issued }}{{ time.Format "2006-01-02" . }}{{ end }}</dd><dt>主题分类</dt><dd>{{ .Params.subject }}</dd><dt>体裁</dt><dd>{{ .Params.genre }}</dd><dt>关键词</dt><dd>{{ delimit .Keywords "、" }}</dd></dl>
{{ .TableOfContents }}{{ .Content }}</article>
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">上一篇：{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">下一篇：{{ .Title }}</a>{{ end }}</nav>{{ end }}
`,
		"layouts/_default/list.html": `{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
{{ $p := .Paginate (.RegularPages.ByDate.Reverse) }}<ul>{{ range $p.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time></li>{{ end }}</ul>
<nav>{{ if $p.HasPrev }}<a href="{{ $p.Prev.URL }}">上一页</a>{{ end }} {{ $p.PageNumber }}/{{ $p.TotalPages }} {{ if $p.HasNext }}<a href="{{ $p.Next.URL }}">下一页</a>{{ end }}</nav>
<h2>目录</h2>{{ range .RegularPages.GroupByDate "2006" }}<h3>{{ .Key }}</h3><table>{{ range .Pages }}<tr><td>{{ .Params.index }}</td><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ .Date.Format "2006-01-02" }}</td></tr>{{ end }}</table>{{ end }}{{ end }}
`,
		"layouts/index.html": `{{ define "main" }}<h1>{{ site.Title }}</h1><h2>最新公开</h2><ul>{{ range first 8 site.RegularPages.ByDate.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<ul>{{ range site.Params.columns }}<li><a href="{{ printf "%s.html" .path | relURL }}">{{ .name }}</a></li>{{ end }}</ul>{{ end }}
`,
		"static/assets/site.css": "body{font-family:sans-serif}\n",
	}
	// The catalogue stands on a list's own page in this version: it must not be
	// written on each of its pages of 20.
	files["layouts/_default/list.html"] = strings.Replace(files["layouts/_default/list.html"], "<h2>目录</h2>", "{{ if eq $p.PageNumber 1 }}<h2>目录</h2>", 1)
	files["layouts/_default/list.html"] = strings.Replace(files["layouts/_default/list.html"], "</table>{{ end }}{{ end }}\n", "</table>{{ end }}{{ end }}{{ end }}\n", 1)
	for c, name := range columnNames {
		files["content/"+columnPath(c)+"/_index.md"] = "+++\ntitle = \"" + name + "\"\n+++\n"
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
