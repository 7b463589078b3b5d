package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.host.StagedHost;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgePersistenceTest {
    private static final BridgeSpec SPEC =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    private static final Receipt NOTHING = Receipt.empty(StackName.of("ci"));

    @Test
    void isLeftToNetworkdWhereItRuns() {
        assertThat(Bridge.decide(SPEC, NOTHING, Site.withNetworkd().host).persistence())
                .isEqualTo(Persistence.NETWORKD);
    }

    @Test
    void isAUnitOfOutboardsWhereNetworkdIsNotInUse() {
        assertThat(Bridge.decide(SPEC, NOTHING, Site.withUnusedNetworkd().host).persistence())
                .isEqualTo(Persistence.UNIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Persistence.class,
            names = {"NETWORKD", "UNIT"})
    void staysAsTheBridgeWasMade(Persistence earlier) {
        Site site = earlier == Persistence.NETWORKD ? Site.withUnusedNetworkd() : Site.withNetworkd();
        site.apply(SPEC.toBuilder().persistence(earlier).build());

        Receipt receipt = ReceiptStore.read(site.host, StackName.of("ci"));

        assertThat(Bridge.decide(SPEC, receipt, site.host).persistence()).isEqualTo(earlier);
    }

    @Test
    void isAUnitWhereNetworkdRunsButDoesNotStartAtBoot() {
        Site site = Site.withNetworkd();
        site.run("systemctl disable systemd-networkd.service");

        assertThat(Bridge.decide(SPEC, NOTHING, site.host).persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void isAUnitWhereOutboardAloneStartedNetworkd() {
        Site site = Site.withUnusedNetworkd();
        site.apply(SPEC.toBuilder().persistence(Persistence.NETWORKD).build());
        BridgeSpec second = BridgeSpec.builder("lab0", "10.20.0.1/16").build();

        assertThat(Bridge.decide(second, NOTHING, site.host).persistence()).isEqualTo(Persistence.UNIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"activating", "deactivating", "failed", "reloading"})
    void isTheSameWhileANetworkdOfOutboardsComesOrGoes(String state) {
        Site site = Site.withUnusedNetworkd();
        site.apply(SPEC.toBuilder().persistence(Persistence.NETWORKD).build());
        BridgeSpec second = BridgeSpec.builder("lab0", "10.20.0.1/16").build();
        site.host.answer(SimulatedCommand.printing(
                "LoadState=loaded\nActiveState=" + state + "\nUnitFileState=enabled\n",
                "systemctl",
                "show",
                "--property=LoadState",
                "--property=ActiveState",
                "--property=UnitFileState",
                "systemd-networkd.service"));

        assertThat(Bridge.decide(second, NOTHING, site.host).persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void isAUnitWithBrctl() {
        BridgeSpec spec = SPEC.toBuilder().tool(Tool.BRCTL).build();

        assertThat(Bridge.decide(spec, NOTHING, Site.withNetworkd().host).persistence())
                .isEqualTo(Persistence.UNIT);
    }

    @Test
    void isAUnitOnAHostOfWhichNothingIsKnown(@TempDir Path directory) {
        assertThat(Bridge.decide(SPEC, NOTHING, StagedHost.at(directory)).persistence())
                .isEqualTo(Persistence.UNIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Persistence.class,
            names = {"AUTOMATIC"},
            mode = EnumSource.Mode.EXCLUDE)
    void isNotDecidedOverTheHeadOfTheCaller(Persistence chosen) {
        BridgeSpec spec = SPEC.toBuilder().persistence(chosen).build();

        assertThat(Bridge.decide(spec, NOTHING, Site.withNetworkd().host)).isSameAs(spec);
    }
}
