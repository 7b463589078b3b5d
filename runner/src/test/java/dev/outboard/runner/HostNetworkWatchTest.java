package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostNetworkWatchTest {
    private static final UnitName BRIDGE = UnitName.of("docker1-bridge.service");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();
    private final StackSpec stack = Article.stackWithoutRunner();

    HostNetworkWatchTest() {
        machine.links().putRule(5270, "52").putRoute("10.201.0.0/16", "eth0");
    }

    @Test
    void anApplyThatTakesALinkFromTheHostIsTakenBackAndSaysWhatIsGone() {
        reactToTheBridge(links -> links.removeLink("eth0"));

        assertThatThrownBy(this::apply)
                .isInstanceOf(ApplyFailedException.class)
                .hasMessageContaining("the host's network is not as it was before: link eth0 is gone")
                .hasMessageContaining("what was done was taken back, except:")
                .hasMessageContaining("the host's network: link eth0 is gone");
        assertThat(machine.host().status(AbsolutePath.of("/etc/docker2/daemon.json")))
                .isEmpty();
    }

    @Test
    void anApplyThatDeletesAPolicyRuleIsTakenBack() {
        reactToTheBridge(links -> links.removeRule(5270));

        ApplyFailedException failure = catchThrowableOfType(ApplyFailedException.class, this::apply);

        assertThat(failure.rollBack().orElseThrow().remaining())
                .containsExactly("the host's network: rule 5270: src all table 52 is gone");
    }

    @Test
    void whatARollBackDoesNotBringBackOfTheFirstDaemonIsInTheException() {
        reactToTheBridge(links -> links.removeLink("docker0"));

        assertThatThrownBy(this::apply)
                .hasMessageContaining("what was done was taken back, except:")
                .hasMessageContaining("the first daemon: bridge docker0 is gone ([172.17.0.1/16])");
    }

    @Test
    void verifyTellsWhatTheLastApplyTookUntilAnotherTakesNothing() {
        reactToTheBridge(links -> links.removeRule(5270));
        assertThatThrownBy(() -> provisioner.apply(
                        provisioner.plan(stack), ApplyOptions.defaults().onFailure(OnFailure.STOP)))
                .hasMessageContaining("rule 5270: src all table 52 is gone");

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).contains("since the last apply, rule 5270: src all table 52 is gone");

        provisioner.apply(provisioner.plan(Article.stack(
                Article.docker1().build(),
                Article.docker2().addLabel("purpose=ci").build())));
        assertThat(finding().proved()).isTrue();
    }

    @Test
    void whatComesToOtherLinksDuringAnApplyStaysAndVerifyTells() {
        reactToTheBridge(links ->
                links.addAddress("eth0", "198.51.100.7/24").putRule(5271, "53").putBlackhole("10.204.0.0/16"));

        apply();

        assertThat(finding().proved()).isTrue();
        assertThat(finding().evidence())
                .endsWith("while it ran, link eth0 has got the address 198.51.100.7/24;"
                        + " route blackhole 10.204.0.0/16 is new; rule 5271: src all table 53 is new");
    }

    @Test
    void aNewLinkIsOrdinaryLife() {
        reactToTheBridge(links -> links.putBridge("compose0", "172.30.0.1/16").putRoute("10.77.0.0/16", "compose0"));

        apply();

        assertThat(finding().evidence()).doesNotContain("while it ran");
    }

    @Test
    void aRemovalKeepsNothingOfWhatCame() {
        apply();
        reactToTheStopOfTheDaemon();

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(machine.host().list(AbsolutePath.of("/var/lib/outboard")))
                .noneMatch(name -> name.contains("host-network"));
    }

    @Test
    void anApplyAndARemovalThatTakeNothingEndWell() {
        apply();

        assertThat(finding().proved()).isTrue();
        provisioner.apply(provisioner.planRemoval("ci"));
        assertThat(machine.host().list(AbsolutePath.of("/var/lib/outboard")))
                .noneMatch(name -> name.contains("host-network"));
    }

    /** What else on the host might do when the bridge comes up. */
    private void reactToTheBridge(Consumer<SimulatedLinks> reaction) {
        machine.systemd().program(BRIDGE, (unit, host) -> {
            machine.links().start(unit, host);
            reaction.accept(machine.links());
        });
    }

    private void reactToTheStopOfTheDaemon() {
        machine.host().answer((command, host) -> {
            if (command.arguments().contains("stop")) {
                machine.links().putRule(5271, "53");
            }
            return Optional.empty();
        });
    }

    private void apply() {
        provisioner.apply(provisioner.plan(stack));
    }

    private Finding finding() {
        return provisioner.verify(stack).findings().stream()
                .filter(finding -> finding.check().equals("the host's network is unharmed"))
                .findFirst()
                .orElseThrow();
    }
}
