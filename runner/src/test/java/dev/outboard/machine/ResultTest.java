package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
    @Test
    void failsWithCommandStatusAndBothStreams() {
        Result result = new Result(List.of("ls", "/nowhere"), 2, "listing\n", "no such file\n");

        assertThatThrownBy(result::orFail).isInstanceOf(AssertionError.class).hasMessage("""
                        command "ls /nowhere": exit status 2
                        stdout:
                            listing
                        stderr:
                            no such file""");
    }

    @Test
    void givesTextWithoutWhiteSpaceAroundIt() {
        Result result = new Result(List.of("hostname"), 0, " name\n", "");

        assertThat(result.orFail().text()).isEqualTo("name");
    }
}
