package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import dev.outboard.network.host.NetworkState.Link;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the commands do to links, in a real kernel and in a simulated one. */
abstract class BridgeCommandsContract {
    private static final InterfaceName NAME = InterfaceName.of("docker1");
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .ipv6Address("fd00:9::1/64")
            .mtu(1450)
            .persistence(Persistence.UNTIL_REBOOT)
            .build();

    /** The links that {@link #run} works on. */
    abstract HostView host();

    /** Runs a command to success. */
    abstract void run(Command command);

    private void run(RunCommand step) {
        run(step.command());
    }

    /** As a roll-back does. */
    private void takeBack(List<RunCommand> steps) {
        for (RunCommand step : Lists.reverse(steps)) {
            step.undo().before().forEach(this::run);
        }
        steps.forEach(step -> step.undo().after().forEach(this::run));
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void takeBackThatABridgeWasMade(Tool tool) {
        List<RunCommand> creation =
                BridgeCommands.create(SPEC.toBuilder().tool(tool).build());
        creation.forEach(this::run);

        takeBack(creation.subList(0, 1));

        assertThat(link()).isEmpty();
    }

    @Test
    void takeBackThatABridgeWasChanged() {
        BridgeCommands.create(SPEC).forEach(this::run);
        Link before = link().orElseThrow();
        BridgeSpec other = BridgeSpec.builder("docker1", "10.9.0.2/16")
                .ipv6Address("fd00:9::1/64")
                .mtu(1400)
                .build();
        List<RunCommand> change =
                BridgeCommands.repair(NAME, LinkDrift.of(other, before, List.of("10.9.0.1/16")), before);
        change.forEach(this::run);

        takeBack(change);

        assertThat(link().orElseThrow().mtu()).isEqualTo(before.mtu());
        assertThat(link().orElseThrow().addresses()).containsExactlyInAnyOrderElementsOf(before.addresses());
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void takeBackThatABridgeWasDeleted(Tool tool) {
        BridgeCommands.create(SPEC).forEach(this::run);
        Link before = link().orElseThrow();
        List<RunCommand> deletion = BridgeCommands.delete(before, tool);
        deletion.forEach(this::run);

        takeBack(deletion);

        assertThat(drift(SPEC).isEmpty()).as(drift(SPEC).toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void makeABridgeThatIsAsTheSpecSays(Tool tool) {
        BridgeSpec spec = SPEC.toBuilder().tool(tool).build();

        BridgeCommands.create(spec).forEach(this::run);

        assertThat(link()).get().matches(Link::isBridge);
        assertThat(drift(spec).isEmpty()).as(drift(spec).toString()).isTrue();
    }

    @Test
    void makeABridgeOfANameThatIpTakesForAWordOfItsOwn() {
        BridgeSpec spec = BridgeSpec.builder("type", "10.9.0.1/16")
                .persistence(Persistence.UNTIL_REBOOT)
                .build();

        BridgeCommands.create(spec).forEach(this::run);

        assertThat(link(spec.name())).get().matches(Link::isUp);
        BridgeCommands.delete(spec.name(), Tool.IP).forEach(this::run);
        assertThat(link(spec.name())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void deleteABridgeThatIsUp(Tool tool) {
        BridgeCommands.create(SPEC).forEach(this::run);

        BridgeCommands.delete(NAME, tool).forEach(this::run);

        assertThat(link()).isEmpty();
    }

    @Test
    void mendWhatWasChanged() {
        BridgeCommands.create(SPEC).forEach(this::run);
        run(Command.of("ip", "address", "delete", "10.9.0.1/16", "dev", "docker1"));
        run(Command.of("ip", "link", "set", "dev", "docker1", "mtu", "1400", "down"));

        LinkDrift drift = drift(SPEC);
        BridgeCommands.repair(NAME, drift, link().orElseThrow()).forEach(this::run);

        assertThat(drift).hasToString("it lacks 10.9.0.1/16, it lacks fd00:9::1/64, its MTU is not 1450, it is down");
        assertThat(drift(SPEC).isEmpty()).as(drift(SPEC).toString()).isTrue();
    }

    @Test
    void giveAnotherAddressOfTheSameNetwork() {
        BridgeCommands.create(SPEC).forEach(this::run);
        BridgeSpec other = BridgeSpec.builder("docker1", "10.9.0.2/16").build();

        BridgeCommands.repair(
                        NAME, LinkDrift.of(other, link().orElseThrow(), List.of("10.9.0.1/16")), link().orElseThrow())
                .forEach(this::run);

        assertThat(link().orElseThrow().addresses())
                .extracting(Object::toString)
                .contains("10.9.0.2/16")
                .doesNotContain("10.9.0.1/16");
    }

    @Test
    void widenTheLinkBeforeItGetsAnIpv6Address() {
        BridgeSpec narrow = BridgeSpec.builder("docker1", "10.9.0.1/16")
                .mtu(576)
                .persistence(Persistence.UNTIL_REBOOT)
                .build();
        BridgeCommands.create(narrow).forEach(this::run);

        BridgeCommands.repair(NAME, drift(SPEC), link().orElseThrow()).forEach(this::run);

        assertThat(drift(SPEC).isEmpty()).as(drift(SPEC).toString()).isTrue();
    }

    @Test
    void doNothingWhereNothingDiffers() {
        BridgeCommands.create(SPEC).forEach(this::run);

        assertThat(BridgeCommands.repair(NAME, drift(SPEC), link().orElseThrow()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void failWhereABridgeIsThereAlready(Tool tool) {
        BridgeCommands.create(SPEC).forEach(this::run);
        RunCommand create =
                BridgeCommands.create(SPEC.toBuilder().tool(tool).build()).get(0);

        assertThatThrownBy(() -> run(create)).isInstanceOf(CommandFailedException.class);
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void failWhereThereIsNoBridgeToDelete(Tool tool) {
        Command delete = BridgeCommands.delete(NAME, tool).get(0);

        assertThatThrownBy(() -> run(delete)).isInstanceOf(CommandFailedException.class);
    }

    @Test
    void makeARouteToTheSubnetOfTheBridge() {
        BridgeCommands.create(SPEC).forEach(this::run);

        assertThat(NetworkState.readFrom(host()).orElseThrow().routes())
                .extracting(route -> route.destination() + " through " + route.device())
                .contains("10.9.0.0/16 through docker1", "fd00:9::/64 through docker1");
    }

    private LinkDrift drift(BridgeSpec spec) {
        return LinkDrift.of(spec, link().orElseThrow(), List.of());
    }

    private Optional<Link> link() {
        return link(NAME);
    }

    private Optional<Link> link(InterfaceName name) {
        return NetworkState.readFrom(host()).orElseThrow().link(name);
    }
}
