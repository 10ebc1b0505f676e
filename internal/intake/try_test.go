package intake

import ("testing";"os";"fmt")

func TestTry(t *testing.T) {
	name := os.Getenv("F")
	if name == "" { t.Skip() }
	data, _ := os.ReadFile(name)
	r, l := Read(name, data, 0)
	for _, d := range l { fmt.Println(d.Code, d.Place.String(), d.Message.ZH) }
	if r != nil { fmt.Println(string(r.Figures)); fmt.Println(r.Title, r.Date); if os.Getenv("P") != "" { fmt.Println(string(r.Prose)) } }
}
