package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.Bridge;
import dev.outboard.network.BridgeCheck;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.NetworkdService;
import dev.outboard.runner.docker.Engines;
import dev.outboard.runner.gitlab.GitLabs;
import dev.outboard.systemd.daemon.Daemon;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.ForwardingCheck;
import dev.outboard.systemd.daemon.NetworkNamespaceCheck;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.storage.FilesystemDevice;
import dev.outboard.systemd.storage.FilesystemImage;
import dev.outboard.systemd.storage.StorageCheck;
import dev.outboard.systemd.storage.StorageMount;
import java.util.ArrayList;
import java.util.List;

/** Turns a stack's specs into what shall be on a host. Looks at the host only for what it
 * offers: its platform, and the vendor's units. */
final class StackResolver {
    private final Engines engines;
    private final GitLabs gitLabs;
    private final FirstEngine docker;

    StackResolver(Engines engines, GitLabs gitLabs) {
        this.engines = engines;
        this.gitLabs = gitLabs;
        this.docker = new FirstEngine(engines);
    }

    /** Every kind of resource that a receipt of a stack may name. */
    List<ResourceKind> kinds() {
        return List.of(
                ManagedFile.KIND,
                ManagedDirectory.KIND,
                FilesystemImage.KIND,
                FilesystemDevice.KIND,
                StorageMount.KIND,
                NetworkdService.KIND,
                Bridge.KIND,
                Daemon.KIND,
                DaemonImage.kind(engines),
                RunnerContainer.kind(docker),
                new RegistrationKind(gitLabs, docker),
                RunnerConfiguration.kind(),
                RunnerUnit.kind());
    }

    DesiredState resolve(StackSpec stack, HostView host) {
        List<Resource> resources = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        List<BridgeSpec> bridges = bridgesOfTheHost(stack);
        resources.addAll(Bridge.resources(bridges));
        bridges.forEach(bridge -> checks.add(new BridgeCheck(bridge)));
        Platform platform = stack.daemons().isEmpty() ? Platform.unknown() : Platform.readFrom(host);
        for (DaemonSpec daemon : stack.daemons()) {
            resources.addAll(Daemon.resources(daemon, stack.bridgeOf(daemon), platform, host));
            checks.add(new ForwardingCheck(daemon, stack.bridgeOf(daemon)));
            Daemon.storage(daemon).map(StorageCheck::new).ifPresent(checks::add);
            if (daemon.networkIsolation() == NetworkIsolation.NAMESPACE) {
                checks.add(new NetworkNamespaceCheck(daemon, stack.bridgeOf(daemon)));
            }
            checks.add(new EngineCheck(engines, daemon));
            checks.add(new CanaryCheck(engines, stack, daemon));
        }
        if (!stack.daemons().isEmpty()) {
            checks.add(new FirstDaemonCheck(engines));
        }
        stack.servedRunners().forEach(served -> add(stack, served, host, resources, checks));
        return new DesiredState(stack.name(), resources, checks);
    }

    /** The bridge of a daemon in a network namespace is there, and made by the daemon's units. */
    private static List<BridgeSpec> bridgesOfTheHost(StackSpec stack) {
        List<InterfaceName> elsewhere = stack.daemons().stream()
                .filter(daemon -> daemon.networkIsolation() == NetworkIsolation.NAMESPACE)
                .map(DaemonSpec::bridge)
                .toList();
        return stack.bridges().stream()
                .filter(bridge -> !elsewhere.contains(bridge.name()))
                .toList();
    }

    private void add(
            StackSpec stack, ServedRunners served, HostView host, List<Resource> resources, List<Check> checks) {
        addDirectory(served.process(), resources);
        RunnerCertificates.of(served).stream()
                .filter(resource -> !resources.contains(resource))
                .forEach(resources::add);
        List<Resource> registrations = new ArrayList<>();
        List<Resource> byCommand = new ArrayList<>();
        for (RunnerSpec runner : served.runners()) {
            Registration registration = new Registration(gitLabs, runner);
            checks.add(new RunnerCheck(registration));
            if (isRegisteredByCommand(runner, host)) {
                byCommand.add(new CommandRegistration(docker, runner, stack.daemonOf(runner)));
            } else {
                registrations.add(registration);
            }
        }
        resources.addAll(registrations);
        RunnerConfiguration configuration = new RunnerConfiguration(served);
        if (byCommand.isEmpty()) {
            resources.add(configuration);
        }
        if (served.process() instanceof ContainerProcess container) {
            resources.add(DaemonImage.ofFirst(engines, container.image()));
            resources.add(
                    new RunnerContainer(docker, RunnerCommands.container(stack.name(), container, served), served));
            checks.add(new ProcessCheck(docker, container));
        } else if (served.process() instanceof HostProcess process) {
            resources.add(new RunnerUnit(process, served));
            checks.add(new RunnerUnitCheck(process));
        }
        if (!byCommand.isEmpty()) {
            resources.addAll(byCommand);
            resources.add(configuration);
        }
    }

    /** A staged tree is taken to its host, and only what runs there can ask GitLab. */
    private static boolean isRegisteredByCommand(RunnerSpec runner, HostView host) {
        return host.isRecording() || runner.registrationMethod() == RegistrationMethod.REGISTER_COMMAND;
    }

    private static void addDirectory(RunnerProcess process, List<Resource> resources) {
        process.configurationDirectory()
                .parent()
                .filter(ContainerProcess.CONFIGURATIONS::equals)
                .map(parent -> ManagedDirectory.of(parent, FileMode.DIRECTORY))
                .filter(parent -> !resources.contains(parent))
                .ifPresent(resources::add);
        resources.add(ManagedDirectory.forData(process.configurationDirectory(), FileMode.SECRET_DIRECTORY));
    }
}
