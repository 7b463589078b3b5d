package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;

class SocketPathTest implements ReadableValueContract<SocketPath> {

    @Override
    public SocketPath read(String text) {
        return SocketPath.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return "/run/" + random.text(SeededStrings.ALPHANUMERIC + "-_é", 1, 40) + "/docker.sock";
    }

    @Test
    void acceptsPathOf107Bytes() {
        assertThat(SocketPath.of("/" + "x".repeat(106)).toString()).hasSize(107);
    }

    @Test
    void refusesPathOf108Bytes() {
        Refusal.of(() -> SocketPath.of("/" + "x".repeat(107)))
                .says("at most 107 bytes, found 108")
                .advises("nearer to the root");
    }

    @Test
    void countsBytesNotCharacters() {
        Refusal.of(() -> SocketPath.of("/" + "é".repeat(54))).says("found 109");
    }

    @Test
    void refusesWhatIsNoPath() {
        Refusal.of(() -> SocketPath.of("unix:///run/docker.sock")).says("an absolute path");
    }

    @Test
    void isAPath() {
        assertThat(SocketPath.of("/docker2/docker.sock").path()).isEqualTo(AbsolutePath.of("/docker2/docker.sock"));
    }

    @Test
    void comesFromAPath() {
        assertThat(SocketPath.of(AbsolutePath.of("/docker2/docker.sock")))
                .isEqualTo(SocketPath.of("/docker2/docker.sock"));
    }

    @Test
    void differsFromThePathThatItIs() {
        assertThat((Object) SocketPath.of("/a")).isNotEqualTo(AbsolutePath.of("/a"));
    }

    @Test
    void isAUrlForDocker() {
        assertThat(SocketPath.of("/docker2/docker.sock").url()).isEqualTo("unix:///docker2/docker.sock");
    }
}
