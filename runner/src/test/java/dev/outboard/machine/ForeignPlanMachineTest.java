package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Outboard;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.StalePlanException;
import org.junit.jupiter.api.Test;

/** A plan that was made on one machine is not carried out on another of the same kind. */
@MachineTest
class ForeignPlanMachineTest {
    private static final String EFFECTS =
            "ls -d /var/lib/outboard /etc/docker2 /etc/systemd/system/docker*; ip link show dev docker1";

    @Test
    void aPlanOfAnotherMachineIsRefusedBeforeItsFirstEffect() {
        try (Machine first = Machine.boot(DebianRelease.BOOKWORM, "first");
                Machine second = Machine.boot(DebianRelease.BOOKWORM, "second")) {
            String identity = first.java(Identity.class).orFail().text();
            first.reboot();
            assertThat(first.java(Identity.class).orFail().text()).isEqualTo(identity);

            Result refusal = second.java(Application.class, identity);

            assertThat(refusal.stderr())
                    .contains(
                            "the plan for stack ci was made on another host: on " + identity,
                            "and this is "
                                    + second.java(Identity.class).orFail().text());
            assertThat(second.sh(EFFECTS).stdout()).isEmpty();
        }
    }

    /** Prints which machine it runs on. */
    static final class Identity {
        private Identity() {}

        public static void main(String[] arguments) {
            try (Host host = LocalHost.open()) {
                System.out.println(host.identity());
            }
        }
    }

    /** Makes a plan as the machine does whose identity it is told, and tries to apply it here. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) {
            try (Host here = LocalHost.open()) {
                Host there = new ForwardingHost(here) {
                    @Override
                    public String identity() {
                        return arguments[0];
                    }
                };
                Plan plan = Outboard.on(there).plan(Scenario.NETWORKD.stack());
                Outboard.on(here).apply(plan);
            } catch (StalePlanException refusal) {
                System.err.println(refusal.getMessage());
                System.exit(1);
            }
        }
    }
}
