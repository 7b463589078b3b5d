package dev.outboard.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import dev.outboard.core.verify.Finding;
import dev.outboard.core.verify.Verification;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final StackName STACK = StackName.of("ci");

    private final Verifier verifier = new Verifier(new Planner(List.of(ManagedFile.KIND)));

    @Test
    void provesAStateThatTheHostHas() {
        Verification verification = verify(List.of(), check(() -> new Finding("water is wet", true, "touched it")));

        assertThat(verification.isProved()).isTrue();
        assertThat(verification.toString()).contains("ok    water is wet: touched it");
    }

    @Test
    void namesWhatASecondPlanWouldDo() {
        Verification verification = verify(List.of(ManagedFile.ofText(AbsolutePath.of("/etc/missing"), "x")));

        assertThat(verification.failures())
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).contains("+ file /etc/missing"));
    }

    @Test
    void makesEveryCheckAlsoAfterOneThatFails() {
        Verification verification = verify(
                List.of(),
                check(() -> {
                    throw new HostException("no Docker here", "install it");
                }),
                check(() -> new Finding("the second", true, "fine")));

        assertThat(verification.findings()).hasSize(3);
        assertThat(verification.failures())
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).contains("no Docker here"));
    }

    private Verification verify(List<ManagedFile> files, Check... checks) {
        DesiredState desired = new DesiredState(STACK, List.copyOf(files), List.of(checks));
        return verifier.verify(desired, InMemoryHost.create(), Receipt.empty(STACK));
    }

    private static Check check(Supplier<Finding> finding) {
        return new Check() {
            @Override
            public String name() {
                return "a check";
            }

            @Override
            public List<Finding> run(Host host) {
                return List.of(finding.get());
            }
        };
    }
}
