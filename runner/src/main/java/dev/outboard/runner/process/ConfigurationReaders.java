package dev.outboard.runner.process;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.docker.MountedPath;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.firstdaemon.RealPaths;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Refuses a {@code config.toml} that another process reads as well. Every process that reads an entry takes jobs for it, and
 * runs them on the daemon that it finds: for a service of the host, where the entry names no {@code host}, that is the first
 * daemon. Stands behind the other resources, and changes nothing itself.
 *
 * @param engines the way to the daemons
 * @param stack the stack
 */
public record ConfigurationReaders(Engines engines, StackSpec stack) implements Resource {
    private static final String IMAGE = "gitlab-runner";

    @Override
    public ResourceId id() {
        return new ResourceId("configuration-readers", stack.name().toString());
    }

    /** Owns nothing. */
    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (processes().stream().anyMatch(process -> RunnerConfiguration.isKnown(process, planning.host()))) {
            RealPaths realPaths = RealPaths.of(planning.host());
            units(realPaths, planning);
            daemons(planning).forEach(daemon -> containers(daemon, realPaths, planning));
        }
        return List.of();
    }

    private List<RunnerProcess> processes() {
        return ProcessWithRunners.of(stack).stream()
                .map(ProcessWithRunners::process)
                .toList();
    }

    private void units(RealPaths realPaths, Planning planning) {
        for (RunnerService service : RunnerService.on(planning.host())) {
            if (!isOurs(service.unit(), planning)) {
                processes().stream()
                        .filter(process -> service.configurations().stream()
                                .map(realPaths::of)
                                .anyMatch(realPaths.of(process.configurationFile())::equals))
                        .forEach(process -> unit(service.unit(), process, planning));
            }
        }
    }

    /** Also one that this plan removes. */
    private boolean isOurs(UnitName unit, Planning planning) {
        return processes().stream()
                        .anyMatch(process ->
                                process instanceof HostProcess own && own.unit().equals(unit))
                || planning.receipt()
                        .find(new ResourceId(RunnerUnit.KIND, unit.prefix()))
                        .isPresent();
    }

    private static void unit(UnitName unit, RunnerProcess process, Planning planning) {
        Optional<UnitState> state = UnitState.readFrom(planning.host(), List.of(unit))
                .flatMap(states -> Optional.ofNullable(states.get(unit)));
        if (state.filter(UnitState::isMasked).isPresent()) {
            return;
        }
        if (state.filter(known -> !known.isActive() && !known.isEnabled()).isPresent()) {
            planning.note(unit + " reads " + process.configurationFile()
                    + " as well; it does not run now, and must not run beside " + process);
            return;
        }
        planning.conflict(new Problem(
                process.configurationFile().toString(),
                "a file that " + unit + " reads as well",
                "a file that only " + process + " reads: both would take its runners' jobs, each on its own daemon",
                "give the process another configurationDirectory(…), or disable and stop the unit: systemctl disable --now "
                        + unit));
    }

    /** The first daemon, and those of the stack that run. */
    private Stream<DaemonAccess> daemons(Planning planning) {
        return Stream.concat(
                Stream.of(DaemonAccess.first(engines)),
                stack.daemons().stream()
                        .filter(daemon ->
                                planning.host().status(daemon.pidFile()).isPresent())
                        .map(daemon -> new DaemonAccess(engines, daemon.socket())));
    }

    private void containers(DaemonAccess daemon, RealPaths realPaths, Planning planning) {
        for (ContainerSummary container : containers(daemon)) {
            if (container.names().stream().noneMatch(name -> isOurs(name, planning))) {
                processes().forEach(process -> container(container, process, daemon, realPaths, planning));
            }
        }
    }

    /** A daemon that does not answer is told of elsewhere. */
    private static List<ContainerSummary> containers(DaemonAccess daemon) {
        try {
            return daemon.ask(Engine::containers);
        } catch (ProvisioningException silent) {
            return List.of();
        }
    }

    private boolean isOurs(String name, Planning planning) {
        return processes().stream()
                        .map(RunnerProcess::name)
                        .anyMatch(own -> name.equals(own.toString())
                                || name.equals(ContainerReplacement.aside(own).toString()))
                || planning.receipt().resources().stream()
                        .filter(owned -> owned.id().kind().equals(RunnerContainer.KIND))
                        .map(owned -> ContainerName.of(owned.id().name()))
                        .anyMatch(own -> name.equals(own.toString())
                                || name.equals(ContainerReplacement.aside(own).toString()));
    }

    private static void container(
            ContainerSummary container,
            RunnerProcess process,
            DaemonAccess daemon,
            RealPaths realPaths,
            Planning planning) {
        AbsolutePath file = realPaths.of(process.configurationFile());
        container.mounts().stream()
                .filter(mount -> file.startsWith(realPaths.of(mount.source())))
                .filter(mount -> container.image().contains(IMAGE)
                        || inContainer(mount, file, realPaths)
                                .equals(RunnerCommands.CONFIGURATION.resolve("config.toml")))
                .findFirst()
                .ifPresent(mount -> reader(container, process, daemon, planning));
    }

    private static AbsolutePath inContainer(MountedPath mount, AbsolutePath file, RealPaths realPaths) {
        String source = realPaths.of(mount.source()).toString();
        String rest = file.toString().substring(source.length());
        return rest.isEmpty()
                ? mount.target()
                : mount.target().resolve(rest.startsWith("/") ? rest.substring(1) : rest);
    }

    private static void reader(
            ContainerSummary container, RunnerProcess process, DaemonAccess daemon, Planning planning) {
        String name =
                container.names().isEmpty() ? container.id() : container.names().get(0);
        String subject = "container " + ForeignText.value(name) + " of image " + ForeignText.value(container.image());
        boolean stays = !container.state().equals("running")
                && daemon.ask(engine -> engine.container(ContainerName.of(name)))
                        .filter(state -> !state.isRunning() && state.restart().equals(RestartPolicy.NO))
                        .isPresent();
        if (stays) {
            planning.note(subject + " reads " + process.configurationFile()
                    + " as well; it does not run now, and must not run beside " + process);
            return;
        }
        planning.conflict(new Problem(
                process.configurationFile().toString(),
                "a file that " + subject + " reads as well",
                "a file that only " + process + " reads: both would take its runners' jobs, each on its own daemon",
                "give the process another configurationDirectory(…), or remove that container"));
    }
}
