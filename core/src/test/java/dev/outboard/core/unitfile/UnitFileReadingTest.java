package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitFileReadingTest {
    private static UnitFile unit(String... lines) {
        return UnitFile.parse("test.service", String.join("\n", lines) + "\n");
    }

    @Test
    void namesEachSectionOnceInOrder() {
        assertThat(unit("[Unit]", "[Service]", "[Unit]", "[Install]").sections())
                .containsExactly("Unit", "Service", "Install");
    }

    @Test
    void lastAssignmentWins() {
        assertThat(unit("[Service]", "Type=simple", "Type=notify").value("Service", "Type"))
                .contains("notify");
    }

    @Test
    void emptyAssignmentTakesScalarBack() {
        assertThat(unit("[Service]", "User=a", "User=").value("Service", "User"))
                .isEmpty();
    }

    @Test
    void emptyAssignmentDropsListBeforeIt() {
        assertThat(unit("[Service]", "ExecStart=/a", "ExecStart=", "ExecStart=/b", "ExecStart=/c")
                        .values("Service", "ExecStart"))
                .containsExactly("/b", "/c");
    }

    @Test
    void readsRepeatedSectionsAsOne() {
        assertThat(unit("[Unit]", "After=a", "[Service]", "[Unit]", "After=b").values("Unit", "After"))
                .containsExactly("a", "b");
    }

    @Test
    void tellsSectionsApart() {
        assertThat(unit("[Unit]", "Key=a", "[Service]", "Key=b").value("Unit", "Key"))
                .contains("a");
    }

    @Test
    void tellsUpperFromLowerCase() {
        assertThat(unit("[Unit]", "after=a").value("Unit", "After")).isEmpty();
    }

    @Test
    void ignoresBlanksAroundKeyAndValue() {
        assertThat(unit("[Unit]", "  After \t= \ta  b \t").value("Unit", "After"))
                .contains("a  b");
    }

    @Test
    void splitsAtFirstEqualsSign() {
        assertThat(unit("[Service]", "Environment=A=B=C").value("Service", "Environment"))
                .contains("A=B=C");
    }

    @Test
    void backslashAtLineEndBecomesSpace() {
        assertThat(unit("[Service]", "ExecStart=/a\\", "-b \\", "  -c").value("Service", "ExecStart"))
                .contains("/a -b    -c");
    }

    @Test
    void escapedBackslashAtLineEndDoesNotContinue() {
        assertThat(unit("[Service]", "ExecStart=/a \\\\", "Type=simple").value("Service", "Type"))
                .contains("simple");
    }

    @Test
    void commentInsideContinuationCountsAsNothing() {
        assertThat(unit("[Service]", "ExecStart=/a \\", "# one \\", "  ; two", "-b")
                        .value("Service", "ExecStart"))
                .contains("/a  -b");
    }

    @Test
    void emptyLineEndsContinuation() {
        assertThat(unit("[Service]", "ExecStart=/a \\", "", "Type=simple").value("Service", "Type"))
                .contains("simple");
    }

    @Test
    void commentNeverContinues() {
        assertThat(unit("[Service]", "# comment \\", "Type=simple").value("Service", "Type"))
                .contains("simple");
    }

    @Test
    void commentSignInsideValueIsValue() {
        assertThat(unit("[Unit]", "Description=a # b ; c").value("Unit", "Description"))
                .contains("a # b ; c");
    }

    @Test
    void textEndingInContinuationIsRead() {
        assertThat(UnitFile.parse("unit", "[Unit]\nAfter=a \\").value("Unit", "After"))
                .contains("a");
    }

    @Test
    void headerMayBeContinued() {
        assertThat(UnitFile.parse("unit", "\\\n[Unit]\nAfter=a").value("Unit", "After"))
                .contains("a");
    }

    @Test
    void readsEveryKindOfLineEnd() {
        for (String lineEnd : new String[] {"\n", "\r\n", "\r", "\n\r"}) {
            String text = String.join(lineEnd, "[Unit]", "After=a \\", "b", "", "Before=c", "");
            UnitFile unit = UnitFile.parse("unit", text);
            assertThat(unit.words("Unit", "After")).as("line end %s", lineEnd).containsExactly("a", "b");
            assertThat(unit.value("Unit", "Before")).as("line end %s", lineEnd).contains("c");
        }
    }

    @Test
    void skipsByteOrderMark() {
        assertThat(UnitFile.parse("unit", "\uFEFF[Unit]\nAfter=a").value("Unit", "After"))
                .contains("a");
    }

    @Test
    void ignoresAssignmentBeforeFirstSection() {
        UnitFile unit = unit("After=a", "[Unit]");

        assertThat(unit.values("", "After")).isEmpty();
        assertThat(unit.values("Unit", "After")).isEmpty();
    }

    @Test
    void ignoresLineWithoutKeyOrEqualsSign() {
        UnitFile unit = unit("[Unit]", "After", "=a", "Before=b");

        assertThat(unit.values("Unit", "After")).isEmpty();
        assertThat(unit.values("Unit", "")).isEmpty();
        assertThat(unit.values("Unit", "Before")).containsExactly("b");
    }

    @Test
    void splitsUnitNamesAtBlanksOfAllAssignments() {
        assertThat(unit("[Unit]", "After=a.service\tb.service \\", "c.service", "After=d\\x2de.service")
                        .words("Unit", "After"))
                .containsExactly("a.service", "b.service", "c.service", "d\\x2de.service");
    }

    @Test
    void emptyAssignmentDropsWordsBeforeIt() {
        assertThat(unit("[Install]", "WantedBy=a.target", "WantedBy=", "WantedBy=b.target")
                        .words("Install", "WantedBy"))
                .containsExactly("b.target");
    }

    @Test
    void emptyAssignmentDropsNoDependency() {
        assertThat(unit("[Unit]", "After=a.service", "After=", "After=b.service")
                        .words("Unit", "After"))
                .containsExactly("a.service", "b.service");
    }
}
