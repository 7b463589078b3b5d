package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitFileEditTest {
    private static final UnitFile UNIT = UnitFile.parse("docker.service", """
            # head
            [Unit]
            After=network.target docker.socket \\
            # why
              docker.socket.x docker.socket
            Requires = docker.socket
            # tail of Unit

            [Service]
            ExecStart=/a
            # between
            ExecStart=
              ExecStart = /b \\
                -c

            [Install]
            """);

    private static UnitFile unit(String text) {
        return UnitFile.parse("docker.service", text);
    }

    @Test
    void setReplacesLastAssignmentInPlaceAndRemovesEarlierOnes() {
        assertThat(UNIT.set("Service", "ExecStart", "/new").text()).isEqualTo("""
                # head
                [Unit]
                After=network.target docker.socket \\
                # why
                  docker.socket.x docker.socket
                Requires = docker.socket
                # tail of Unit

                [Service]
                # between
                  ExecStart = /new

                [Install]
                """);
    }

    @Test
    void setAppendsAbsentKeyAfterLastAssignmentOfItsSection() {
        assertThat(UNIT.set("Unit", "PartOf", "x.service").text())
                .isEqualTo(UNIT.text()
                        .replace("Requires = docker.socket\n", "Requires = docker.socket\nPartOf=x.service\n"));
    }

    @Test
    void setAppendsToSectionWithoutAssignmentsAfterItsHeader() {
        assertThat(UNIT.set("Install", "WantedBy", "x.target").text()).isEqualTo(UNIT.text() + "WantedBy=x.target\n");
    }

    @Test
    void setAppendsAbsentSectionBehindBlankLine() {
        assertThat(unit("[Unit]\nAfter=a\n").set("Service", "Type", "exec").text())
                .isEqualTo("[Unit]\nAfter=a\n\n[Service]\nType=exec\n");
    }

    @Test
    void setAddsNoSecondBlankLine() {
        assertThat(unit("[Unit]\n\n").set("Service", "Type", "exec").text())
                .isEqualTo("[Unit]\n\n[Service]\nType=exec\n");
    }

    @Test
    void setFollowsLastOfRepeatedSections() {
        assertThat(unit("[Unit]\nA=1\n[X]\nB=1\n[Unit]\nC=1\n")
                        .set("Unit", "D", "1")
                        .text())
                .isEqualTo("[Unit]\nA=1\n[X]\nB=1\n[Unit]\nC=1\nD=1\n");
    }

    @Test
    void setOfEmptyValueResets() {
        UnitFile reset = unit("[Service]\nUser=a\n").set("Service", "User", "");

        assertThat(reset.text()).isEqualTo("[Service]\nUser=\n");
        assertThat(reset.value("Service", "User")).isEmpty();
    }

    @Test
    void setReplacesValueThatStartsOnTheNextLine() {
        assertThat(unit("[Unit]\nAfter= \\\n  a\nB=1").set("Unit", "After", "b").text())
                .isEqualTo("[Unit]\nAfter= b\nB=1");
    }

    @Test
    void setReplacesAssignmentWhoseEqualsSignIsOnTheNextLine() {
        assertThat(unit("[Unit]\nAfter \\\n= a\nB=1").set("Unit", "After", "b").text())
                .isEqualTo("[Unit]\nAfter=b\nB=1");
    }

    @Test
    void editsKeepLineEndsOfFile() {
        UnitFile windows = unit("[Unit]\r\nAfter=a \\\r\n  b\r\n");

        assertThat(windows.set("Unit", "After", "c").text()).isEqualTo("[Unit]\r\nAfter=c\r\n");
        assertThat(windows.add("Unit", "After", "c").text()).isEqualTo("[Unit]\r\nAfter=a \\\r\n  b\r\nAfter=c\r\n");
        assertThat(windows.set("X", "A", "1").comment("top").text())
                .isEqualTo("# top\r\n[Unit]\r\nAfter=a \\\r\n  b\r\n\r\n[X]\r\nA=1\r\n");
    }

    @Test
    void editsKeepMissingLastLineEnd() {
        UnitFile unit = unit("[Unit]\nAfter=a");

        assertThat(unit.set("Unit", "After", "b").text()).isEqualTo("[Unit]\nAfter=b");
        assertThat(unit.set("Unit", "Before", "b").text()).isEqualTo("[Unit]\nAfter=a\nBefore=b");
        assertThat(unit.set("Install", "Alias", "b").text()).isEqualTo("[Unit]\nAfter=a\n\n[Install]\nAlias=b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Unit]\nAfter=a \\",
                "[Unit]\nAfter=a \\\n",
                "[Unit]\nAfter=a \\\n# c",
                "[Unit]\nAfter=a \\\n# c\n"
            })
    void addedLineIsNotSwallowedByUnfinishedContinuation(String text) {
        for (UnitFile edited : new UnitFile[] {
            unit(text).set("Unit", "Before", "b"), unit(text).set("X", "Before", "b")
        }) {
            assertThat(edited.text()).startsWith(text);
            assertThat(edited.words("Unit", "After")).containsExactly("a");
            assertThat(edited.value(edited.sections().contains("X") ? "X" : "Unit", "Before"))
                    .contains("b");
        }
    }

    @Test
    void addFollowsLastAssignmentOfItsKey() {
        assertThat(UNIT.add("Service", "ExecStart", "/c").text())
                .isEqualTo(UNIT.text().replace("    -c\n", "    -c\nExecStart=/c\n"));
        assertThat(UNIT.add("Service", "ExecStart", "/c").values("Service", "ExecStart"))
                .containsExactly("/b      -c", "/c");
    }

    @Test
    void buildsUnitFromNothing() {
        UnitFile unit = UnitFile.empty("x.service")
                .set("Unit", "Description", "X")
                .add("Service", "ExecStart", "")
                .add("Service", "ExecStart", "/x")
                .comment("Made by Outboard.\n\nDo not edit.");

        assertThat(unit.text()).isEqualTo("""
                # Made by Outboard.
                #
                # Do not edit.
                [Unit]
                Description=X

                [Service]
                ExecStart=
                ExecStart=/x
                """);
    }

    @Test
    void replaceSetsKeyThatIsThere() {
        assertThat(UNIT.replace("Unit", "Requires", "x").value("Unit", "Requires"))
                .contains("x");
    }

    @Test
    void replaceNamesFileSectionAndKeyThatIsMissing() {
        assertThatExceptionOfType(UnitEditException.class)
                .isThrownBy(() -> UNIT.replace("Unit", "PartOf", "x"))
                .withMessageStartingWith("docker.service: PartOf= in [Unit] is not set. Fix: ")
                .satisfies(failure -> assertThat(failure)
                        .extracting(UnitEditException::fileName, UnitEditException::section, UnitEditException::key)
                        .containsExactly("docker.service", "Unit", "PartOf"));
    }

    @Test
    void replaceLooksInItsOwnSectionOnly() {
        assertThatExceptionOfType(UnitEditException.class).isThrownBy(() -> UNIT.replace("Install", "After", "x"));
    }

    @Test
    void replaceWordChangesWholeWordsInEveryAssignment() {
        assertThat(UNIT.replaceWord("Unit", "After", "docker.socket", "docker2.socket")
                        .text())
                .isEqualTo(UNIT.text()
                        .replace("network.target docker.socket \\", "network.target docker2.socket \\")
                        .replace("docker.socket.x docker.socket\n", "docker.socket.x docker2.socket\n"));
    }

    @Test
    void replaceWordLeavesCommentInsideContinuation() {
        assertThat(unit("[Unit]\nAfter=a \\\n# a b\nb")
                        .replaceWord("Unit", "After", "b", "c")
                        .text())
                .isEqualTo("[Unit]\nAfter=a \\\n# a b\nc");
    }

    @Test
    void replaceWordNamesWordThatIsMissing() {
        assertThatExceptionOfType(UnitEditException.class)
                .isThrownBy(() -> UNIT.replaceWord("Unit", "After", "network", "x"))
                .withMessageStartingWith("docker.service: After= in [Unit] has no word \"network\". Fix: ");
    }

    @Test
    void replaceWordNamesKeyThatIsMissing() {
        assertThatExceptionOfType(UnitEditException.class)
                .isThrownBy(() -> UNIT.replaceWord("Unit", "Wants", "network", "x"))
                .withMessageStartingWith("docker.service: Wants= in [Unit] is not set. Fix: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "#a", ";a", "a\\", "a\n", "\t"})
    void replaceWordRefusesWhatIsNotOneWord(String word) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> UNIT.replaceWord("Unit", "After", "docker.socket", word));
    }

    @Test
    void removeNamesKeyThatIsMissing() {
        assertThatExceptionOfType(UnitEditException.class)
                .isThrownBy(() -> UNIT.remove("Install", "Alias"))
                .withMessageStartingWith("docker.service: Alias= in [Install] is not set. Fix: ");
    }

    @Test
    void messageUsesTheNewFileName() {
        assertThatExceptionOfType(UnitEditException.class)
                .isThrownBy(() -> UNIT.withFileName("other.service").remove("Install", "Alias"))
                .withMessageStartingWith("other.service: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nUser=root",
                "a\rUser=root",
                "a\0",
                "a\u0007",
                "a\u007f",
                "a\\",
                "a\\\\",
                " a",
                "a ",
                "\ta",
                "a\t",
                "\ud83d"
            })
    void refusesValueThatWouldNotComeBack(String value) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UNIT.set("Unit", "After", value));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UNIT.add("Unit", "After", value));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UNIT.comment(value + "\\"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "#a", ";a", "[a", "a]", "a=b", "a\n", "\u00e9", "-a", "a\\"})
    void refusesSectionAndKeyThatWouldNotComeBack(String name) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UNIT.set(name, "After", "a"));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UNIT.set("Unit", name, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#a", "[a]", "a=b", "\u00e9 \ud83d\ude00", "a\tb", "\"a b\" \\x41", "; a"})
    void writesAnyOtherValueAsItIs(String value) {
        assertThat(UNIT.set("Unit", "After", value).values("Unit", "After")).containsExactly(value);
        assertThat(UNIT.set("X-New", "Key", value).values("X-New", "Key")).containsExactly(value);
    }

    @Test
    void equalsByNameAndText() {
        assertThat(unit("[Unit]\n")).isEqualTo(unit("[Unit]\n")).hasSameHashCodeAs(unit("[Unit]\n"));
        assertThat(unit("[Unit]\n")).isNotEqualTo(unit("[Unit]"));
        assertThat(unit("[Unit]\n")).isNotEqualTo(unit("[Unit]\n").withFileName("other"));
    }
}
