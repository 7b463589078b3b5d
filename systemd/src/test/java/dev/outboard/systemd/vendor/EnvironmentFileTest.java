package dev.outboard.systemd.vendor;

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
}
