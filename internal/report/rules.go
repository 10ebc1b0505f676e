package report

import "gongkai/internal/diag"

// Rules is this room's part of the catalogue.
func Rules() []diag.Rule {
	return []diag.Rule{
		ruleNoForm, ruleUnknownForm, ruleMissing, ruleUnknownKey, ruleOtherForm, ruleValues, ruleNotTable, ruleUnit,
		ruleAcknowledge, ruleAcknowledgeAt, ruleAcknowledgeIdle, ruleAcknowledgeList,
		ruleNotNumber, ruleDecimal, ruleNegative, ruleNotation, ruleTooLarge, ruleBlank, ruleGrouped,
		ruleRow, ruleColumn, ruleCulprit, ruleBalance,
		ruleAcrossYears, ruleGap,
		ruleTablePart, ruleNoPart, ruleNumbering, ruleVariant, ruleHeading, ruleOrder, ruleAspect, ruleEmpty, ruleMention,
		ruleYear, ruleBody, ruleTemplate, ruleAdvice, ruleClaim, ruleLimit, ruleCopied,
	}
}
