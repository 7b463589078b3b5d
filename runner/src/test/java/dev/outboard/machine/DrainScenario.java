package dev.outboard.machine;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RegistrationMethod;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** What {@link DrainMachineTest} wants of a machine: a runner whose image and patience change. */
public final class DrainScenario {
    private DrainScenario() {}

    private static StackSpec stack(String tag, String seconds) {
        return StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .root("/docker2")
                        .build())
                .runner(RunnerSpec.builder("runner1", URI.create("http://gitlab.example.org"))
                        .daemon("docker2")
                        .process(ContainerProcess.builder("runner1")
                                .image(ImageSource.present("runner:" + tag))
                                .drainLimit(Duration.ofSeconds(Long.parseLong(seconds)))
                                .build())
                        .token(Secret.fromFile(Path.of("/root/runner-token")))
                        .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                        .defaultImage("busybox:1")
                        .prefetch(ImageSource.archive("busybox:1", Path.of("/root/job.tar")))
                        .build())
                .build();
    }

    /**
     * Runs one verb; what fails goes to standard error, and the exit status is 1.
     *
     * @param arguments {@code apply}, {@code plan} or {@code remove}; the tag of the runner's image; for how many seconds a
     *     drain is to wait
     */
    public static void main(String... arguments) {
        try (Host host = LocalHost.open()) {
            Provisioner provisioner = Outboard.on(host);
            Plan plan = arguments[0].equals("remove")
                    ? provisioner.planRemoval("ci", Retention.PURGE)
                    : provisioner.plan(stack(arguments[1], arguments[2]));
            if (!arguments[0].equals("plan")) {
                provisioner.apply(plan, event -> System.out.println(event.summary()));
            }
            System.out.print(plan);
        } catch (ProvisioningException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }
}
