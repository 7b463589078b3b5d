package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.process.RunnerUnitCheck;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A runner's unit runs, and not only for a moment. */
class RunnerUnitCheckTest {
    private static final String JOURNAL = "no config\nci-runner.service: Main process exited, code=exited, status=3\n";

    private static Finding finding(String properties) {
        InMemoryHost host = InMemoryHost.create();
        host.putFile(AbsolutePath.of("/proc/uptime"), "1000.25 3500.00\n");
        host.answer((command, anyHost) -> switch (command.program()) {
            case "systemctl" -> Optional.of(new CommandResult(command, 0, properties, ""));
            case "journalctl" -> Optional.of(new CommandResult(command, 0, JOURNAL, ""));
            default -> Optional.empty();
        });
        return new RunnerUnitCheck(HostProcess.builder("ci-runner").build())
                .run(host)
                .get(0);
    }

    private static Finding findingOfActive(int restarts, long since) {
        return finding("Id=ci-runner.service\nLoadState=loaded\nActiveState=active\nSubState=running\nNRestarts="
                + restarts + "\nActiveEnterTimestampMonotonic=" + since + "\n");
    }

    @Test
    void unitThatRunsPasses() {
        assertThat(findingOfActive(0, 999_000_000))
                .hasToString("ok    unit ci-runner.service runs: systemd finds it active (running)");
    }

    @Test
    void unitThatFailedLongAgoAndRunsWellSincePasses() {
        assertThat(findingOfActive(2, 990_000_000).proved()).isTrue();
    }

    @Test
    void unitThatWasJustStartedAgainFailsWithItsLastWords() {
        assertThat(findingOfActive(2, 995_000_000).proved()).isFalse();
        assertThat(findingOfActive(2, 995_000_000).evidence())
                .isEqualTo(
                        "it ends again and again: it was started again 2 times, the last time 5 s ago; its last words:"
                                + " no config | ci-runner.service: Main process exited, code=exited, status=3");
    }

    @Test
    void unitThatWaitsForItsNextStartFailsWithItsLastWords() {
        Finding finding = finding(
                "Id=ci-runner.service\nLoadState=loaded\nActiveState=activating\nSubState=auto-restart\nNRestarts=4\n");

        assertThat(finding.proved()).isFalse();
        assertThat(finding.evidence())
                .isEqualTo(
                        "systemd finds it activating (auto-restart), and started it again 4 times; its last words: no"
                                + " config | ci-runner.service: Main process exited, code=exited, status=3");
    }
}
