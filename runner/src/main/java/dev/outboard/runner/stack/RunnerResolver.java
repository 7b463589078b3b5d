package dev.outboard.runner.stack;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RegistrationMethod;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.process.DaemonImage;
import dev.outboard.runner.process.JobNames;
import dev.outboard.runner.process.JobNamesCheck;
import dev.outboard.runner.process.ProcessCheck;
import dev.outboard.runner.process.ProcessWithRunners;
import dev.outboard.runner.process.RunnerCertificates;
import dev.outboard.runner.process.RunnerCommands;
import dev.outboard.runner.process.RunnerConfiguration;
import dev.outboard.runner.process.RunnerContainer;
import dev.outboard.runner.process.RunnerUnit;
import dev.outboard.runner.process.RunnerUnitCheck;
import dev.outboard.runner.registration.CommandRegistration;
import dev.outboard.runner.registration.Registration;
import dev.outboard.runner.registration.RunnerCheck;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns the runners of a stack into what must be on a host: images, directories, places in GitLab, processes. */
public final class RunnerResolver {
    private final Engines engines;
    private final GitLabs gitLabs;
    private final DaemonAccess docker;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    private RunnerResolver(Engines engines, GitLabs gitLabs) {
        this.engines = engines;
        this.gitLabs = gitLabs;
        this.docker = DaemonAccess.first(engines);
    }

    /** What a stack's runners need, in the order in which it is made. */
    record Resolved(List<Resource> resources, List<Check> checks) {}

    static Resolved resolve(StackSpec stack, HostView host, Engines engines, GitLabs gitLabs) {
        RunnerResolver resolver = new RunnerResolver(engines, gitLabs);
        stack.runners().forEach(runner -> resolver.addImages(runner, stack.daemonOf(runner)));
        ProcessWithRunners.of(stack).forEach(served -> resolver.add(stack, served, host));
        return new Resolved(resolver.resources.stream().distinct().toList(), List.copyOf(resolver.checks));
    }

    /** Of two sources for one image of a daemon, the first one counts. */
    private void addImages(RunnerSpec runner, DaemonSpec daemon) {
        List<ImageSource> sources = runner.prefetchedImages();
        List<ImageReference> fetched = sources.stream()
                .map(ImageSource::image)
                .map(ImageReference::withDefaultTag)
                .toList();
        Stream.concat(
                        sources.stream(),
                        neededAtOnce(runner)
                                .filter(image -> !fetched.contains(image.withDefaultTag()))
                                .map(image -> ImageSource.present(image.toString())))
                .map(source -> DaemonImage.of(daemon, engines, source))
                .filter(image ->
                        resources.stream().noneMatch(other -> other.id().equals(image.id())))
                .forEach(resources::add);
    }

    /** Where nothing is pulled, every job fails unless its images are there. */
    private static Stream<ImageReference> neededAtOnce(RunnerSpec runner) {
        boolean isNeverPulled = runner.settings()
                .get(DockerSettings.PULL_POLICY)
                .filter(List.of(PullPolicy.NEVER)::equals)
                .isPresent();
        return isNeverPulled
                ? Stream.concat(
                                Stream.of(runner.defaultImage()),
                                runner.settings().get(DockerSettings.HELPER_IMAGE).stream())
                        .flatMap(image -> image.reference().stream())
                : Stream.empty();
    }

    private void add(StackSpec stack, ProcessWithRunners served, HostView host) {
        if (!RunnerConfiguration.isKnown(served.process(), host)) {
            requireStageable(stack, served);
        }
        RunnerProcess process = served.process();
        process.configurationDirectory()
                .parent()
                .filter(RunnerProcess.CONFIGURATIONS::equals)
                .ifPresent(parent -> resources.add(ManagedDirectory.of(parent, FileMode.DIRECTORY)));
        resources.add(ManagedDirectory.forData(process.configurationDirectory(), FileMode.SECRET_DIRECTORY));
        resources.addAll(RunnerCertificates.of(served));
        List<CommandRegistration> byCommand = new ArrayList<>();
        for (RunnerSpec runner : served.runners()) {
            Registration registration = new Registration(gitLabs, runner);
            checks.add(new RunnerCheck(registration));
            if (isRegisteredByCommand(runner, host)) {
                byCommand.add(new CommandRegistration(gitLabs, docker, runner, served));
            } else {
                resources.add(registration);
            }
        }
        Resource configuration = new RunnerConfiguration(served, engines);
        if (byCommand.isEmpty()) {
            resources.add(configuration);
        }
        checks.add(new JobNamesCheck(new JobNames(engines, served)));
        addProcess(stack, served, byCommand);
        if (!byCommand.isEmpty()) {
            resources.addAll(byCommand);
            resources.add(configuration);
        }
    }

    private void addProcess(StackSpec stack, ProcessWithRunners served, List<CommandRegistration> byCommand) {
        if (served.process() instanceof ContainerProcess container) {
            resources.add(DaemonImage.ofFirst(engines, container.image()));
            byCommand.forEach(registration -> resources.add(registration.place()));
            resources.add(
                    new RunnerContainer(engines, RunnerCommands.container(stack.name(), container, served), served));
            checks.add(new ProcessCheck(docker, container, InstantSource.system()));
        } else if (served.process() instanceof HostProcess process) {
            resources.add(new RunnerUnit(engines, process, served));
            checks.add(new RunnerUnitCheck(process));
        }
    }

    /** A staged tree is taken to its host, and only what runs there can ask GitLab. */
    private static boolean isRegisteredByCommand(RunnerSpec runner, HostView host) {
        return runner.registrationMethod() == RegistrationMethod.REGISTER_COMMAND
                || !RunnerConfiguration.isKnown(runner.process(), host);
    }

    private static void requireStageable(StackSpec stack, ProcessWithRunners served) {
        List<Problem> problems = new ArrayList<>();
        if (served.process() instanceof HostProcess process) {
            problems.add(new Problem(
                    "runner process " + process.name(),
                    "a process of the host",
                    "a container, in which a staged tree can register its runners",
                    "apply the stack on its host, or use a ContainerProcess"));
        }
        for (RunnerSpec runner : served.runners()) {
            if (runner.token().isCreated()) {
                problems.add(new Problem(
                        "runner " + runner.name() + ": token",
                        "a runner to be created through the API",
                        "a token that is there when a staged tree is applied",
                        "create the runner first and give its token, or apply the stack on its host"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConflictException("stack " + stack.name(), problems);
        }
    }
}
