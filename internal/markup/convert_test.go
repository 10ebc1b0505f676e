package markup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/diag"
	"gongkai/internal/source"
)

// convert reads a body that stands behind some front matter, so that offsets
// into the body and into the file differ.
func convert(md string) (source.Text, *Document, diag.List) {
	return convertWith(md, Options{})
}

func convertWith(md string, options Options) (source.Text, *Document, diag.List) {
	const front = "+++\n标题\n+++\n"
	t := source.Text{Name: "content/a.md", Bytes: []byte(front + md)}
	d, found := Convert(t, len(front), options)
	return t, d, found
}

// filled is the HTML with each gap filled by its number.
func filled(d *Document) string {
	return string(d.Append(nil, 0, len(d.HTML), func(dst []byte, i int) []byte { return fmt.Appendf(dst, "{%d}", i) }))
}

func TestHTML(t *testing.T) {
	for _, test := range []struct{ name, md, want string }{
		{"emphasis before punctuation", "**注意：**请看", "<p><strong>注意：</strong>请看</p>\n"},
		{"emphasis that begins with a quote", "请看**“重点”**内容", "<p>请看<strong>“重点”</strong>内容</p>\n"},
		{"emphasis on a title", "依据**《条例》**规定", "<p>依据<strong>《条例》</strong>规定</p>\n"},
		{"emphasis that ends in a percentage", "增长**12.5%**以上", "<p>增长<strong>12.5%</strong>以上</p>\n"},
		{"emphasis that ends in a bracket", "**通知（节选）**如下", "<p><strong>通知（节选）</strong>如下</p>\n"},
		{"emphasis within words", "这是*重点*内容", "<p>这是<em>重点</em>内容</p>\n"},
		{"struck out before punctuation", "~~废止：~~现行", "<p><del>废止：</del>现行</p>\n"},
		{"masked names at the end of words", "张*、李*、王*", "<p>张*、李*、王*</p>\n"},
		{"masked names before brackets", "张*（男）、李*（女）", "<p>张*（男）、李*（女）</p>\n"},
		{"masked names of two stars", "张**、李**", "<p>张**、李**</p>\n"},
		{"one tilde is a range", "3~5天，7~9天", "<p>3~5天，7~9天</p>\n"},
		{"three tildes", "甲~~~乙~~~丙", "<p>甲~~~乙~~~丙</p>\n"},
		{"underscores within words", "附件_2023_甲", "<p>附件_2023_甲</p>\n"},

		{"a line break between Chinese", "第一行\n第二行，\n第三行", "<p>第一行第二行，第三行</p>\n"},
		{"a line break between English", "one\ntwo", "<p>one\ntwo</p>\n"},
		{"a line break between both", "第一行\nEnglish\n第二行", "<p>第一行\nEnglish\n第二行</p>\n"},
		{"a line break beside emphasis", "**第一行**\n第二行\n*第三行*", "<p><strong>第一行</strong>第二行<em>第三行</em></p>\n"},
		{"a line break at the end of emphasis", "**第一行\n第二**行", "<p><strong>第一行第二</strong>行</p>\n"},
		{"a line break beside a quote", "他说“好”\n就走", "<p>他说“好”就走</p>\n"},
		{"a line break between quotes alone", "“a”\n“b”", "<p>“a”\n“b”</p>\n"},
		{"a line break beside code", "代码`甲`\n乙", "<p>代码<code>甲</code>乙</p>\n"},
		{"a line break before a picture", "甲\n![乙](a.png)", "<p>甲\n<img src=\"{0}\" alt=\"乙\"></p>\n"},
		{"a line break in a quote", "> 第一行\n> 第二行", "<blockquote>\n<p>第一行第二行</p>\n</blockquote>\n"},
		{"a line break at the end of a link", "[甲\n](a)乙", "<p><a href=\"{0}\">甲</a>乙</p>\n"},
		{"a line break before a footnote", "甲\n[^1]\n\n[^1]: 注", `<p>甲
<sup id="fnref-1"><a href="#fn-1" class="footnote-ref" role="doc-noteref" aria-label="脚注 1">1</a></sup></p>
<section class="footnotes" role="doc-endnotes" aria-label="脚注">
<ol>
<li id="fn-1">
<p>注 <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1">↩︎</a></p>
</li>
</ol>
</section>
`},
		{"a hard line break", "第一行\\\n第二行", "<p>第一行<br>\n第二行</p>\n"},
		{"Korean is spaced", "안녕\n하세요", "<p>안녕\n하세요</p>\n"},
		{"the indent of a paragraph", "　　第一段", "<p>第一段</p>\n"},

		{"a heading", "## 一、总体情况", "<h2 id=\"s-一总体情况\">一、总体情况</h2>\n"},
		{"headings of one name", "## 甲\n## 甲\n## 甲-2", "<h2 id=\"s-甲\">甲</h2>\n<h2 id=\"s-甲-2\">甲</h2>\n<h2 id=\"s-甲-2-2\">甲-2</h2>\n"},
		{"a heading that would shadow", "## location", "<h2 id=\"s-location\">location</h2>\n"},
		{"a heading that breaks out", "## \"><script", "<h2 id=\"s-script\">&quot;&gt;&lt;script</h2>\n"},
		{"a heading of signs", "## ！！", "<h2 id=\"s-section\">！！</h2>\n"},
		{"a heading of level 1", "# 甲", "<h2 id=\"s-甲\">甲</h2>\n"},

		{"a table", "| 甲 | 乙 | 丙 |\n|:--|:-:|--:|\n| 1 | | 3 |\n", `<div class="table" tabindex="0" role="group" aria-label="表格"><table>
<thead>
<tr>
<th scope="col" class="ta-left">甲</th>
<th scope="col" class="ta-center">乙</th>
<th scope="col" class="ta-right">丙</th>
</tr>
</thead>
<tbody>
<tr>
<td class="ta-left">1</td>
<td class="ta-center"></td>
<td class="ta-right">3</td>
</tr>
</tbody>
</table></div>
`},
		{"a table's empty corner", "| | 乙 |\n|---|---|\n", `<div class="table" tabindex="0" role="group" aria-label="表格"><table>
<thead>
<tr>
<td></td>
<th scope="col">乙</th>
</tr>
</thead>
</table></div>
`},
		{"tasks", "- [x] 已公开\n- [ ] 待公开\n", "<ul>\n<li><input type=\"checkbox\" disabled checked aria-label=\"已完成\"> 已公开</li>\n<li><input type=\"checkbox\" disabled aria-label=\"未完成\"> 待公开</li>\n</ul>\n"},
		{"definitions", "条例\n: 指《条例》。\n", "<dl>\n<dt>条例</dt>\n<dd>指《条例》。</dd>\n</dl>\n"},
		{"footnotes", "甲[^1]乙[^1]\n\n[^1]: 注。\n", `<p>甲<sup id="fnref-1"><a href="#fn-1" class="footnote-ref" role="doc-noteref" aria-label="脚注 1">1</a></sup>乙<sup id="fnref-1-2"><a href="#fn-1" class="footnote-ref" role="doc-noteref" aria-label="脚注 1">1</a></sup></p>
<section class="footnotes" role="doc-endnotes" aria-label="脚注">
<ol>
<li id="fn-1">
<p>注。 <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1 第 1 处">↩︎</a> <a href="#fnref-1-2" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1 第 2 处">↩︎</a></p>
</li>
</ol>
</section>
`},
		{"a footnote that ends in code", "甲[^1]\n\n[^1]:\n    ```\n    a\n    ```\n", `<p>甲<sup id="fnref-1"><a href="#fn-1" class="footnote-ref" role="doc-noteref" aria-label="脚注 1">1</a></sup></p>
<section class="footnotes" role="doc-endnotes" aria-label="脚注">
<ol>
<li id="fn-1">
<pre><code>a
</code></pre>
 <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1">↩︎</a></li>
</ol>
</section>
`},
		{"a footnote within a link", "[甲[^1]](a.pdf)\n\n[^1]: 注。", `<p><a href="{0}">甲<sup id="fnref-1">1</sup></a></p>
<section class="footnotes" role="doc-endnotes" aria-label="脚注">
<ol>
<li id="fn-1">
<p>注。 <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1">↩︎</a></p>
</li>
</ol>
</section>
`},
		{"a footnote after an exclamation mark", "甲![^1]\n\n[^1]: 注", `<p>甲!<sup id="fnref-1"><a href="#fn-1" class="footnote-ref" role="doc-noteref" aria-label="脚注 1">1</a></sup></p>
<section class="footnotes" role="doc-endnotes" aria-label="脚注">
<ol>
<li id="fn-1">
<p>注 <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="返回正文，脚注 1">↩︎</a></p>
</li>
</ol>
</section>
`},

		{"a link with a title", "[甲](a.pdf '\"><b>')", `<p><a href="{0}" title="&quot;&gt;&lt;b&gt;">甲</a></p>` + "\n"},
		{"a link within a link", "[甲 <https://example.com/> 乙](a.pdf)", `<p><a href="{0}">甲 https://example.com/ 乙</a></p>` + "\n"},
		{"a dangerous link", "[甲](javascript:alert(1))", "<p>甲</p>\n"},
		{"a dangerous picture", "![甲\"](data:image/png;base64,AA)", "<p>甲&quot;</p>\n"},
		{"alt text that breaks out", "![\" onerror=\"](a.png)", `<p><img src="{0}" alt="&quot; onerror=&quot;"></p>` + "\n"},
		{"alt text with marks", "![*甲*`乙`](a.png)", `<p><img src="{0}" alt="甲乙"></p>` + "\n"},
		{"no links in plain text", "https://example.com/ 和 www.example.com", "<p>https://example.com/ 和 www.example.com</p>\n"},
		{"an info string that breaks out", "```\"><script>\n甲\n```", "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">甲\n</code></pre>\n"},
		{"a table set in the page", "前\n\n![清单](a/清单.XLSX)\n\n后", "<p>前</p>\n{0}\n<p>后</p>\n"},
		{"a table set in a list", "- ![清单](a.csv)\n", "<ul>\n<li>{0}\n</li>\n</ul>\n"},
		{"raw HTML is printed", "甲<b>乙</b>", "<p>甲&lt;b&gt;乙&lt;/b&gt;</p>\n"},
		{"references to hidden characters", "甲&#x202e;乙&#0;丙&shy;丁", "<p>甲\ufffd乙\ufffd丙\u00ad丁</p>\n"},

		{"Go templates", "{{.}} {{ template \"a\" }}", "<p>{{.}} {{ template &quot;a&quot; }}</p>\n"},
		{"other templates", "{% if %} <% a %> ${b} #{c}", "<p>{% if %} &lt;% a %&gt; ${b} #{c}</p>\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, d, _ := convert(test.md)
			if diff := cmp.Diff(test.want, filled(d)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	options := Options{Number: func(name string) (string, string, bool) {
		switch name {
		case "requests.new.total":
			return "1<2", "", true
		case "requests.new.totl":
			return "", "requests.new.total", false
		}
		return "", "", false
	}}
	for _, test := range []struct{ md, want, found string }{
		{"收到{{ requests.new.total }}件", "<p>收到1&lt;2件</p>\n", ""},
		{"收到{{requests.new.total}}件", "<p>收到1&lt;2件</p>\n", ""},
		{"`{{ requests.new.total }}`", "<p><code>{{ requests.new.total }}</code></p>\n", ""},
		{"\\{{ requests.new.total }}", "<p>{{ requests.new.total }}</p>\n", ""},
		{"{{ requests.new.totl }}", "<p>{{ requests.new.totl }}</p>\n", "M080「{{ requests.new.totl }}」→「{{ requests.new.total }}」"},
		{"{{ 甲 }}", "<p>{{ 甲 }}</p>\n", "M080「{{ 甲 }}」"},
		{"件\n{{ requests.new.total }}", "<p>件\n1&lt;2</p>\n", ""},
		{"![{{ requests.new.total }}](a.png)", "<p><img src=\"{0}\" alt=\"1&lt;2\"></p>\n", ""},
		{"{{ 甲 }", "<p>{{ 甲 }</p>\n", "M081「{{」"},
		{"**{{ requests.new.total }}**\n件", "<p><strong>1&lt;2</strong>\n件</p>\n", ""},
	} {
		text, d, found := convertWith(test.md, options)
		if got := filled(d); got != test.want {
			t.Errorf("%q\ngot  %q\nwant %q", test.md, got, test.want)
		}
		if got := strings.Join(said(text, found), " "); got != test.found {
			t.Errorf("%q: found %s, want %s", test.md, got, test.found)
		}
	}
}

// said is each finding as its code, the text that it points at, and what its
// fix puts there.
func said(t source.Text, found diag.List) []string {
	var out []string
	for _, d := range found {
		s := d.Code + "「" + spanned(t, d.Line, d.Column, d.EndLine, d.EndColumn) + "」"
		if d.Fix != nil {
			s += "→「" + d.Fix.Text + "」"
			if at := spanned(t, d.Fix.Line, d.Fix.Column, d.Fix.EndLine, d.Fix.EndColumn); at != spanned(t, d.Line, d.Column, d.EndLine, d.EndColumn) {
				s += "instead of「" + at + "」"
			}
		}
		out = append(out, s)
	}
	return out
}

// spanned is the text between two places of a file.
func spanned(t source.Text, line, column, endLine, endColumn int) string {
	lines := strings.SplitAfter(string(t.Bytes), "\n")
	offset := func(line, column int) int {
		n := len(strings.Join(lines[:line-1], ""))
		return n + len(string([]rune(lines[line-1])[:column-1]))
	}
	return string(t.Bytes[offset(line, column):offset(endLine, endColumn)])
}
