package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.runner.testing.SimulatedHosts;
import dev.outboard.runner.testing.SimulatedMachine;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostNetworkWatchTest {
    private static final UnitName BRIDGE = UnitName.of("docker1-bridge.service");

    private final SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
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
