package dev.outboard.runner.stack;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.Bridge;
import dev.outboard.network.host.BridgeCheck;
import dev.outboard.network.host.BridgeUnit;
import dev.outboard.network.host.NetworkdService;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.process.ConfigurationReaders;
import dev.outboard.runner.process.DaemonImage;
import dev.outboard.runner.process.DrainBeforeRestart;
import dev.outboard.runner.process.ProcessLifeCycle;
import dev.outboard.runner.process.ProcessWithRunners;
import dev.outboard.runner.process.RunnerConfiguration;
import dev.outboard.runner.process.RunnerContainer;
import dev.outboard.runner.process.RunnerUnit;
import dev.outboard.runner.registration.RegistrationKind;
import dev.outboard.runner.registration.RunnerTokens;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.daemon.part.ForwardingCheck;
import dev.outboard.systemd.daemon.part.NetworkNamespaceCheck;
import dev.outboard.systemd.daemon.part.RunningProgramsCheck;
import dev.outboard.systemd.daemon.part.WrapperCheck;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.RealPaths;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.proof.CanaryCheck;
import dev.outboard.systemd.proof.EngineCheck;
import dev.outboard.systemd.proof.JobNeeds;
import dev.outboard.systemd.storage.FilesystemDevice;
import dev.outboard.systemd.storage.FilesystemImage;
import dev.outboard.systemd.storage.StorageCheck;
import dev.outboard.systemd.storage.StorageMount;
import dev.outboard.systemd.watch.FirstDaemonCheck;
import dev.outboard.systemd.watch.HostNetworkCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns a stack's specs into what must be on a host. Looks at the host only for what it offers: its platform, the
 * bridges of the first daemon, and the vendor's units.
 */
public final class StackResolver {
    private final Engines engines;
    private final GitLabs gitLabs;
    private final DaemonAccess docker;

    /**
     * Creates a resolver.
     *
     * @param engines the way to daemons
     * @param gitLabs the way to GitLab
     */
    public StackResolver(Engines engines, GitLabs gitLabs) {
        this.engines = engines;
        this.gitLabs = gitLabs;
        this.docker = DaemonAccess.first(engines);
    }

    /**
     * Every kind of resource that a receipt of a stack may name.
     *
     * @return the kinds
     */
    public List<ResourceKind> kinds() {
        return List.of(
                ManagedFile.KIND,
                ManagedDirectory.KIND,
                FilesystemImage.KIND,
                FilesystemDevice.KIND,
                StorageMount.KIND,
                NetworkdService.KIND,
                Bridge.KIND,
                SystemdUnits.KIND,
                Daemon.kind(engines),
                DaemonImage.kind(engines),
                RunnerContainer.kind(engines),
                new RegistrationKind(gitLabs, docker),
                RunnerConfiguration.kind(),
                RunnerUnit.kind(engines));
    }

    /**
     * Decides what a spec leaves open, and lists the resources of the stack in their order, with the checks of
     * {@code verify}.
     *
     * @param undecided the stack
     * @param host where
     * @return what must be there
     */
    public DesiredState resolve(StackSpec undecided, HostView host) {
        StackSpec asked = decideBridges(undecided, host);
        return asked.daemons().isEmpty()
                ? resolve(asked, host, Platform.unknown(), List.of(), List.of())
                : resolve(asked, host, FirstDaemon.profile(engines, host, services(asked, host)));
    }

    private DesiredState resolve(StackSpec asked, HostView host, FirstDaemonProfile first) {
        StackSpec stack = DefaultPools.fillIn(asked, first, host);
        return resolve(
                stack,
                host,
                Platform.readFrom(
                        host,
                        bridgesOfDaemons(stack, host, first),
                        program -> first.versionOf(RealPaths.of(host).of(program))),
                List.of(new FirstDaemonRules(stack, first)),
                List.of(new FirstDaemonApartCheck(stack, first), new FirstDaemonCheck(stack.name(), engines)));
    }

    private DesiredState resolve(
            StackSpec stack, HostView host, Platform platform, List<Resource> rules, List<Check> ofFirstDaemon) {
        List<Resource> ground = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        List<BridgeSpec> bridges = bridgesOfTheHost(stack);
        ground.addAll(Bridge.resources(bridges));
        bridges.stream()
                .filter(bridge -> bridge.persistence() == Persistence.UNIT)
                .map(StackResolver::unit)
                .forEach(ground::add);
        bridges.forEach(bridge -> checks.add(new BridgeCheck(bridge)));
        checks.add(new HostNetworkCheck(stack.name()));
        for (DaemonSpec daemon : stack.daemons()) {
            ground.addAll(Daemon.resources(daemon, stack.bridgeOf(daemon), platform, engines, host));
            checks.add(new ForwardingCheck(daemon, stack.bridgeOf(daemon), platform.firewall()));
            Daemon.storage(daemon).map(StorageCheck::new).ifPresent(checks::add);
            if (daemon.networkIsolation() == NetworkIsolation.NAMESPACE) {
                checks.add(new NetworkNamespaceCheck(daemon, stack.bridgeOf(daemon)));
            }
            checks.add(new EngineCheck(engines, daemon));
            checks.add(new WrapperCheck(daemon));
            checks.add(new RunningProgramsCheck(daemon));
            checks.add(new CanaryCheck(engines, daemon, stack.bridgeOf(daemon), platform, jobNeeds(stack, daemon)));
        }
        checks.addAll(ofFirstDaemon);
        RunnerResolver.Resolved runners = RunnerResolver.resolve(stack, host, engines, gitLabs);
        checks.addAll(runners.checks());
        List<Resource> resources = new ArrayList<>(pauses(runners.resources(), ground));
        resources.addAll(ground);
        resources.addAll(runners.resources());
        resources.add(new RunnerTokens(stack));
        resources.add(new ConfigurationReaders(engines, stack));
        resources.addAll(rules);
        return new DesiredState(stack.name(), resources, checks);
    }

    private static Set<UnitName> services(StackSpec stack, HostView host) {
        return Stream.concat(stack.daemons().stream().map(DaemonSpec::serviceUnit), Daemon.services(host).stream())
                .collect(toImmutableSet());
    }

    /** What the jobs of all runners on a daemon need; where two have other volumes at one place, the first counts. */
    private static JobNeeds jobNeeds(StackSpec stack, DaemonSpec daemon) {
        List<RunnerSpec> runners = stack.runners().stream()
                .filter(runner -> runner.daemon().equals(daemon.name()))
                .toList();
        Map<AbsolutePath, Bind> volumes = new LinkedHashMap<>();
        runners.stream()
                .flatMap(runner -> ProcessWithRunners.jobVolumes(runner, daemon))
                .flatMap(volume -> volume.bind().stream())
                .forEach(volume -> volumes.putIfAbsent(volume.target(), volume));
        return new JobNeeds(
                runners.stream().map(RunnerSpec::url).toList(),
                List.copyOf(volumes.values()),
                runners.stream()
                        .filter(RunnerSpec::mayJobsUseDocker)
                        .map(runner -> runner.name().toString())
                        .toList());
    }

    private static StackSpec decideBridges(StackSpec stack, HostView host) {
        Receipt receipt = ReceiptStore.read(host, stack.name());
        List<BridgeSpec> ofTheHost = bridgesOfTheHost(stack);
        return DecidedStack.of(
                stack,
                stack.bridges().stream()
                        .map(bridge -> ofTheHost.contains(bridge) ? Bridge.decide(bridge, receipt, host) : bridge)
                        .toList(),
                stack.daemons());
    }

    /** What makes a bridge at boot; the bridge itself stands before it. */
    private static Resource unit(BridgeSpec bridge) {
        UnitName name = BridgeUnit.name(bridge);
        return SystemdUnits.of(
                name.prefix(),
                List.of(ManagedUnit.of(name, BridgeUnit.of(bridge).text()).withoutInterruption()));
    }

    /** Runners end before a daemon is restarted on which they have jobs. */
    private static List<DrainBeforeRestart> pauses(List<Resource> runners, List<Resource> ground) {
        return runners.stream()
                .filter(ProcessLifeCycle.class::isInstance)
                .map(ProcessLifeCycle.class::cast)
                .map(process -> new DrainBeforeRestart(process, ground))
                .toList();
    }

    /** Those of other stacks belong to Outboard as well. */
    private static List<InterfaceName> bridgesOfDaemons(StackSpec stack, HostView host, FirstDaemonProfile first) {
        return Stream.of(
                        first.bridges().stream(),
                        stack.bridges().stream().map(BridgeSpec::name),
                        ReceiptStore.readAll(host).receipts().stream().flatMap(receipt -> Bridge.of(receipt).stream()))
                .flatMap(names -> names)
                .distinct()
                .toList();
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
}
