package dev.outboard.core.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final AbsolutePath PATH = AbsolutePath.of("/etc/docker2/daemon.json");

    private static String difference(String before, String after) {
        return UnifiedDiff.of(PATH, Optional.of(before), Optional.of(after));
    }

    @Test
    void showsALineThatWantsToHideBehindACarriageReturn() {
        assertThat(difference("a\nevil\r+ looks fine\u001b[2K\n", "a\n"))
                .endsWith("\n a\n-evil\\u000d+ looks fine\\u001b[2K");
    }

    @Test
    void showsThatOnlyLineEndsDiffer() {
        assertThat(difference("a\r\n", "a\n")).endsWith("\n-a\\u000d\n+a");
    }

    @Test
    void showsTabsAsTheyAre() {
        assertThat(difference("", "\ta\n")).endsWith("\n+\ta");
    }

    @Test
    void showsThatALineDiffersInItsSecret() {
        assertThat(difference("x\ntoken=abcdefg\n", "x\ntoken=hijklmn\n")).endsWith("\n x\n-token=****\n+token=****");
    }

    @Test
    void saysHowManyLinesAreMissing() {
        assertThat(difference("line\n".repeat(10_000), "").lines())
                .hasSize(2_001)
                .last()
                .isEqualTo("… (8003 lines more)");
    }
}
