package dev.outboard;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyEvent;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.StalePlanException;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.planner.Verifier;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.StackName;
import dev.outboard.core.verify.Verification;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.registration.OthersRunners;
import dev.outboard.runner.registration.Registration;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.stack.StackResolver;
import dev.outboard.systemd.BootedSystemd;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.PurgeGuard;
import dev.outboard.systemd.watch.FirstDaemonWatch;
import dev.outboard.systemd.watch.HostNetworkWatch;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Plans, applies, proves and removes stacks on one host. Planning reads only. Made by {@link Outboard#on}. Keeps nothing
 * between calls; use it from one thread at a time.
 */
public final class Provisioner {
    private final Host host;
    private final GitLabs gitLabs;
    private final StackResolver resolver;
    private final Planner planner;
    private final FirstDaemonWatch firstDaemon;
    private final HostNetworkWatch network;

    Provisioner(ConnectedHost connected) {
        Engines engines = connected.engines();
        this.host = connected;
        this.gitLabs = connected.gitLabs();
        this.resolver = new StackResolver(engines, gitLabs);
        this.planner = new Planner(
                resolver.kinds(),
                view -> new PurgeGuard(() -> FirstDaemon.profile(engines, view, Daemon.services(view)), view)
                        .and(new OthersRunners(view)));
        this.firstDaemon = new FirstDaemonWatch(host, engines);
        this.network = new HostNetworkWatch(host);
    }

    /**
     * Compares a stack with the host.
     *
     * @param stack the desired stack
     * @return what has to happen; empty if the host is up to date
     * @throws HostException if the host was not booted with systemd
     * @throws dev.outboard.core.failure.ConflictException if something that is not Outboard's stands in the way
     */
    public Plan plan(StackSpec stack) {
        return plan(stack, ImmutableSet.of());
    }

    /**
     * Compares a stack with the host, and takes over things that are there and not Outboard's.
     *
     * @param stack the desired stack
     * @param adopted what may be overwritten, for example {@code ResourceId.file(path)}
     * @return what has to happen
     * @throws dev.outboard.core.failure.ConflictException if something else stands in the way
     */
    public Plan plan(StackSpec stack, Set<ResourceId> adopted) {
        HostView view = host.cached();
        BootedSystemd.require(view);
        return planner.plan(resolver.resolve(stack, view), view, ReceiptStore.read(view, stack.name()), adopted)
                .requestedBy(new StackRequest.Deployment(stack, adopted));
    }

    /**
     * Plans to take a stack away, from its receipt; the spec is not needed. Data stays: images and layers, and the
     * runners' configuration.
     *
     * @param stack the stack's name
     * @return what has to happen; empty if nothing of it is on the host
     */
    public Plan planRemoval(String stack) {
        return planRemoval(stack, Retention.KEEP_DATA);
    }

    /**
     * Plans to take a stack away, from its receipt; the spec is not needed.
     *
     * @param stack the stack's name
     * @param retention what happens to data
     * @return what has to happen; empty if nothing of it is on the host
     * @throws dev.outboard.core.failure.ConflictException if the first daemon has something by now in what would be deleted
     *     or unmounted
     */
    public Plan planRemoval(String stack, Retention retention) {
        StackName name = StackName.of(stack);
        HostView view = host.cached();
        BootedSystemd.require(view);
        return planner.planRemoval(view, ReceiptStore.read(view, name), retention)
                .requestedBy(new StackRequest.Removal(name, retention));
    }

    /**
     * Plans to take back what an apply did that did not come to its end: it failed with {@link
     * dev.outboard.core.apply.OnFailure#STOP}, was cancelled, or its process was killed. To be looked at; {@link #rollBack}
     * makes it again and carries it out.
     *
     * @param stack the stack's name
     * @return what has to happen, or empty if no apply of the stack is under way
     */
    public Optional<Plan> planRollBack(String stack) {
        StackName name = StackName.of(stack);
        return JournalStore.read(host, name)
                .map(journal -> planner.planRollBack(host, receipt(name), journal)
                        .requestedBy(new StackRequest.TakingBack(name)));
    }

    /**
     * Takes back what an apply did that did not come to its end. Data stays: images, layers and volumes. So does what the
     * first daemon has by now in a directory or mount of the stack; the result says so, and a removal takes it away later.
     *
     * @param stack the stack's name
     * @return what could not be taken back; it says so, and nothing is done, if no apply of the stack is under way
     * @throws dev.outboard.core.failure.HostException if another apply runs on the host
     */
    public RolledBack rollBack(String stack) {
        StackName name = StackName.of(stack);
        return firstDaemon.duringRollBack(
                name, () -> network.duringRollBack(name, () -> Applier.rollBack(name, planner, host, event -> {})));
    }

    /**
     * Carries a plan out. What was done before a step fails is taken back.
     *
     * @param plan what to do, made on this host
     * @return what Outboard owns now
     * @throws dev.outboard.core.plan.StalePlanException if the plan was made on another host; nothing was changed
     * @throws dev.outboard.core.plan.StalePlanException if the host, or what is owned, changed since the plan was made;
     *     nothing was changed
     * @throws dev.outboard.core.failure.HostException if another apply runs on the host; nothing was changed
     * @throws dev.outboard.core.apply.ApplyFailedException if a step fails; it says what could not be taken back
     */
    public Receipt apply(Plan plan) {
        return apply(plan, ApplyOptions.defaults());
    }

    /**
     * Carries a plan out, and tells of its progress. What was done before a step fails is taken back.
     *
     * @param plan what to do, made on this host
     * @param listener told of every change and step before it happens; what it throws changes nothing
     * @return what Outboard owns now
     * @throws dev.outboard.core.failure.ProvisioningException as {@link #apply(Plan)}
     */
    public Receipt apply(Plan plan, Consumer<? super ApplyEvent> listener) {
        return apply(plan, ApplyOptions.defaults().listener(listener));
    }

    /**
     * Carries a plan out.
     *
     * @param plan what to do, made on this host
     * @param options what happens when a step fails, who is told, and who may cancel
     * @return what Outboard owns now
     * @throws dev.outboard.core.apply.ApplyCancelledException if it was cancelled; what was done stays, and is in the
     *     receipt
     * @throws dev.outboard.core.failure.ProvisioningException as {@link #apply(Plan)}
     */
    public Receipt apply(Plan plan, ApplyOptions options) {
        StalePlanException.throwIfForeign(plan, host);
        return plan.isEmpty()
                ? Applier.apply(plan, () -> again(plan), planner, host, options)
                : firstDaemon.during(
                        plan.stack(),
                        () -> network.during(
                                plan.stack(),
                                proof -> Applier.apply(plan, () -> again(plan), planner, host, options, proof)));
    }

    /** Makes a plan again, on this host as it is now. */
    private Plan again(Plan plan) {
        if (plan.request().orElse(null) instanceof StackRequest.Deployment deployment) {
            return plan(deployment.stack(), deployment.adopted());
        }
        if (plan.request().orElse(null) instanceof StackRequest.Removal removal) {
            return planRemoval(removal.stack().toString(), removal.retention());
        }
        if (plan.request().orElse(null) instanceof StackRequest.TakingBack takingBack) {
            String stack = takingBack.stack().toString();
            return planRollBack(stack)
                    .orElseThrow(() -> new HostException(
                            "roll-back of stack " + stack + ": no apply of it is under way any more",
                            "plan the stack again, and look at what is to do"));
        }
        throw new InvalidValueException(
                "plan",
                "a plan for stack " + plan.stack() + " that no provisioner made",
                "one that plan(..), planRemoval(..) or planRollBack(..) returned",
                "plan with a provisioner");
    }

    /**
     * Proves that a stack works on the host: a second plan is empty, the daemons answer as they must, and neither sees
     * what the other has. Leaves the host as it was.
     *
     * @param stack the desired stack
     * @return every finding with its evidence
     */
    public Verification verify(StackSpec stack) {
        BootedSystemd.require(host);
        return new Verifier(planner).verify(resolver.resolve(stack, host), host, receipt(stack.name()));
    }

    /**
     * Gives a runner a new token: GitLab resets it, and the runner's {@code config.toml} gets it. Running jobs go on; the
     * process reads its file again by itself. The old token is worth nothing from then on.
     *
     * @param stack what was applied to the host
     * @param runner the runner's name; its token must not be one that was given
     * @return when the new token expires, or empty if it never does
     * @throws InvalidValueException if the stack has no such runner, or its token is not Outboard's to rotate
     * @throws dev.outboard.runner.gitlab.GitLabException if GitLab refuses or does not answer
     * @throws dev.outboard.core.failure.HostException if an apply runs on the host; the token is as it was
     */
    public Optional<Instant> rotateToken(StackSpec stack, String runner) {
        RunnerSpec spec = stack.runners().stream()
                .filter(candidate -> candidate.name().toString().equals(runner))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "runner", runner, "a runner of stack " + stack.name(), "name one of its runners"));
        if (spec.token().isGiven()) {
            throw new InvalidValueException(
                    "runner",
                    runner,
                    "a runner whose token Outboard keeps; that of this one is given ("
                            + spec.token().secret().source() + ")",
                    "reset the token in GitLab, and give the new one; or let Outboard create the runner");
        }
        return host.exclusively(() -> new Registration(gitLabs, spec).rotation().perform(host));
    }

    /**
     * What Outboard owns on the host for a stack.
     *
     * @param stack the stack's name
     * @return its receipt; the empty one if it was never applied
     */
    public Receipt receipt(String stack) {
        return receipt(StackName.of(stack));
    }

    private Receipt receipt(StackName stack) {
        return ReceiptStore.read(host, stack);
    }
}
