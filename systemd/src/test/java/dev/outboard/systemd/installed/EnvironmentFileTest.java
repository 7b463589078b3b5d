package dev.outboard.systemd.installed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentFileTest {
    @Test
    void readsAssignmentsAndPassesOverTheRest() {
        assertThat(EnvironmentFile.read("# a=b\n; c=d\nif [ x = y ]; then\n  A=1\nfi\nB= two words \n1=no\nA=last"))
                .containsOnly(Map.entry("A", "last"), Map.entry("B", "two words"));
    }

    @Test
    void unquotesAsAShellDoes() {
        assertThat(EnvironmentFile.read("A=\"a \\\"b\\\" \\n\"'c $D'\\ e").get("A"))
                .isEqualTo("a \"b\" \\nc $D e");
    }

    @Test
    void joinsContinuationLines() {
        assertThat(EnvironmentFile.read("A=\"--x \\\n  --y\"\nB=1 \\\n2\n").values())
                .containsExactly("--x   --y", "1 2");
    }

    @Test
    void endsWithTheText() {
        assertThat(EnvironmentFile.read("A=\"open").get("A")).isEqualTo("open");
        assertThat(EnvironmentFile.read("A=x\\").get("A")).isEqualTo("x");
    }

    /** Measured with systemd 252: its generator for environment.d(5) has the same parser. */
    @Test
    void readsQuotesAndBlanksAsSystemdDoes() {
        assertThat(EnvironmentFile.read("""
                A="x" y
                B=a"b c"d
                C=" lead "
                D=\\ sp\\\040
                E='a\\'b
                G="q
                r"
                H=x \\
                 y
                  I  =  v  w \040
                K=abc # no comment
                M=a'b
                N=
                """))
                .containsOnly(
                        Map.entry("A", "xy"),
                        Map.entry("B", "a\"b c\"d"),
                        Map.entry("C", " lead "),
                        Map.entry("D", " sp "),
                        Map.entry("E", "a\\b"),
                        Map.entry("G", "q\nr"),
                        Map.entry("H", "x  y"),
                        Map.entry("I", "v  w"),
                        Map.entry("K", "abc # no comment"),
                        Map.entry("M", "a'b"),
                        Map.entry("N", ""));
    }

    @Test
    void readsLinesThatEndAsOnWindows() {
        assertThat(EnvironmentFile.read("A=\"x\"\r\nB=1\r\n")).containsOnly(Map.entry("A", "x"), Map.entry("B", "1"));
    }
}
