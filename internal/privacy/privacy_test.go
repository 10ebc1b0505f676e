package privacy

import (
	"strings"
	"testing"
)

// The numbers are the samples of the standards or made up for these tests.
func TestFind(t *testing.T) {
	tests := []struct {
		text string
		kind Kind // "" for nothing
		sure Confidence
		mask string
	}{
		{"身份证号11010519491231002X。", IdentityCard, High, "1101************2X"},
		{"１１０１０５１９４９１２３１００２Ｘ", IdentityCard, High, "1101************2X"},
		{"110105 19491231 002X", IdentityCard, High, "1101************2X"},
		{"110105-19491231-002x", IdentityCard, High, "1101************2X"},
		{"1101051949\u200b1231002X", IdentityCard, High, "1101************2X"},
		{"1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", IdentityCard, High, "1101************2X"},
		{"110105194912310021", IdentityCard, Medium, "1101************21"},
		{"440524188001010014", "", 0, ""}, // 1880 lies before the floor
		{"身份证110105491231002", IdentityCard, High, "1101*********02"},
		{"110105491231002", IdentityCard, Medium, "1101*********02"},
		{"残疾人证11010519491231002X43", DisabilityCard, High, "1101**************43"},
		{"电话：13800000000", Mobile, High, "138****0000"},
		{"+86 138-0000-0000", Mobile, High, "138****0000"},
		{"8613800000000", Mobile, High, "138****0000"},
		{"1 13800000000", Mobile, High, "138****0000"},
		{"138 0000 0000", Mobile, High, "138****0000"},
		{"２ １３８００００００００", Mobile, High, "138****0000"},
		{"12800000000", "", 0, ""},
		{"项目编号13800000000", Mobile, Low, "138****0000"},
		{"6225880000000001", BankCard, High, "************0001"},
		{"6217 0000 0000 0000 004", BankCard, High, "***************0004"},
		{"6225880000000002", "", 0, ""},
		{"索引号6225880000000001", BankCard, Low, "************0001"},
		{"发票6217000000000000004", BankCard, Low, "***************0004"},
		{"工程编号622588000000000000", "", 0, ""},
		{"手机138.1234.5678", Mobile, Medium, "138****5678"},
		{"联系电话：（138）12345678", Mobile, Medium, "138****5678"},
		{"手机号码为(138)12345678", Mobile, Medium, "138****5678"},
		{"电话138（1234）5678", Mobile, Medium, "138****5678"},
		{"手机138/1234/5678", Mobile, Medium, "138****5678"},
		{"身份证号110105/19491231/002X", IdentityCard, Medium, "1101************2X"},
		{"残疾人证110105.19491231.002X.43", "", 0, ""}, // an X inside ends it
		{"残疾人证110101.19490101.0018.43", DisabilityCard, Medium, "1101**************43"},
		{"卡号6225/8800/0000/0001", BankCard, Medium, "************0001"},
		{"电话62258800/00000001", "", 0, ""}, // two telephones
		{"138.1234.5678", "", 0, ""},
		{"版本138.1234.5678", "", 0, ""},
		{"电话：0000-7654321（办公室）", "", 0, ""},
		{"电话12345/12315/12388", "", 0, ""},
		{"手机补贴13800000000（元）", Mobile, High, "138****0000"},
		{"手机。138.1234.5678", "", 0, ""},
		{"手机的型号等见附件第十二条第138.1234.5678", "", 0, ""},
		{"护照号码E12345678", Passport, Medium, "E******78"},
		{"E12345678", "", 0, ""},
		{"统一社会信用代码114108235721833082", "", 0, ""},
		{"114108235721833082", "", 0, ""},
		{"12620600MB0523338C/2025-04735", "", 0, ""},
		{"000014349/2017-00110", "", 0, ""},
		{"国办发〔2017〕47号", "", 0, ""},
		{"2023-06-01至2023-06-10", "", 0, ""},
		{"合计12,345,678.90元", "", 0, ""},
		{"0391-7268888转801", "", 0, ""},
		{"京公网安备11010202008000号", "", 0, ""},
		{"110105********002X", WeakMask, Medium, "1****************X"},
		{"1101**********002X", "", 0, ""},
		{"1380**0000*", WeakMask, Medium, "1**********"},
		{"138****0000", "", 0, ""},
		{"阳光小区5栋2单元301室", Address, Low, "阳光小***"},
		{"某某镇某某村三组12号", Address, Low, "某某镇***"},
		{"示例路1号院", "", 0, ""},
	}
	for _, test := range tests {
		found := Find(test.text, Options{})
		switch {
		case test.kind == "" && len(found) > 0:
			t.Errorf("%s: found %s %s, want nothing", test.text, found[0].Kind, found[0].Confidence)
		case test.kind == "":
		case len(found) != 1:
			t.Errorf("%s: %d findings %+v, want one %s", test.text, len(found), found, test.kind)
		case found[0].Kind != test.kind || found[0].Confidence != test.sure || found[0].Masked != test.mask:
			t.Errorf("%s: %s %s %s, want %s %s %s", test.text, found[0].Kind, found[0].Confidence, found[0].Masked, test.kind, test.sure, test.mask)
		}
	}
}

func TestFindNamesThePlace(t *testing.T) {
	text := "联系人：某某，手机１３８ ００００ ００００，谢谢"
	found := Find(text, Options{})
	if len(found) != 1 || text[found[0].Start:found[0].End] != "１３８ ００００ ００００" {
		t.Fatalf("%+v", found)
	}
}

func TestOwnNumbersAreNoLeak(t *testing.T) {
	for _, text := range []string{"电话13800000000", "电话138.0000.0000"} {
		if found := Find(text, Options{Own: []string{"13800000000"}}); len(found) > 0 {
			t.Errorf("%+v", found)
		}
	}
}

func TestFindRows(t *testing.T) {
	rows := [][]string{
		{"序号", "姓名", "身份证号", "一卡通账号", "补贴金额"},
		{"1", "某某", "4.10823E+17", "9558800000000000000", "1200"},
		{"2", "某某", "1101**********002X", "", "800"},
	}
	var got []string
	for _, f := range FindRows(rows, 1, Options{}) {
		got = append(got, string(f.Kind))
	}
	want := "damaged_number bank_card sensitive_column sensitive_column"
	if strings.Join(got, " ") != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestNumberOverCells(t *testing.T) {
	row := strings.Split("1,1,0,1,0,5,1,9,4,9,1,2,3,1,0,0,2,X", ",")
	found := FindRows([][]string{{"身份证号"}, row}, 1, Options{})
	if len(found) != 1 || found[0].Kind != IdentityCard || found[0].Column != 0 {
		t.Errorf("%+v", found)
	}
}
