package dev.outboard.runner.process;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.desired.UnifiedDiff;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.ConfigurationRisks;
import dev.outboard.runner.configuration.file.DecidedKeys;
import dev.outboard.systemd.docker.Engines;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The {@code config.toml} of a process, with the keys that its runners' specs decide. What else is in it belongs to
 * others, and stays. The process reads it again by itself when it changes.
 *
 * @param served the process and its runners
 * @param engines the way to the daemons of the jobs
 */
public record RunnerConfiguration(ProcessWithRunners served, Engines engines) implements Resource {
    private static final String KIND = "runner-configuration";

    private static final List<PullPolicy> ONLY_ALWAYS = List.of(PullPolicy.ALWAYS);

    /** The first version in which a job's policies count only where they are allowed. */
    private static final RunnerVersion STRICT = new RunnerVersion(18, 0);

    private static final String OWNER_ONLY = FileMode.SECRET + " " + FileOwner.ROOT;

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, served.process().name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (!isKnown(served.process(), planning.host())) {
            // the command that registers a runner writes the file, once the staged tree is on its host
            return List.of();
        }
        ConfigurationFile current = read(planning.host(), path());
        ConfigurationFile wanted = wanted(current, planning);
        ConfigurationRisks.risks(wanted, ruled()).forEach(risk -> planning.note(path() + ": " + risk));
        new JobNames(engines, served)
                .missing(wanted, planning.host())
                .forEach(missing -> planning.note(path() + ": " + missing.text()));
        served.runners().forEach(runner -> note(runner, current, wanted, planning));
        boolean isWritten = wanted.equals(current) && isOwnerOnly(planning.host());
        if (!isWritten) {
            boolean exists = planning.host().status(path()).isPresent();
            Change change = Change.of(
                            id(),
                            exists ? Action.UPDATE : Action.CREATE,
                            List.of(new Merge(this, remembered(planning))))
                    .about("file " + path())
                    .showing(UnifiedDiff.of(
                            path(),
                            exists ? Optional.of(current.masked()) : Optional.empty(),
                            Optional.of(exists ? wanted.masked(current) : wanted.masked())));
            return List.of(exists ? change.because(reason(current, wanted)) : change);
        }
        return planning.receipt().find(id()).isPresent() && decided().areAsIn(remembered(planning))
                ? List.of()
                : List.of(Change.of(id(), Action.ADOPT, List.of()).because(path() + " is already up to date"));
    }

    private void note(RunnerSpec runner, ConfigurationFile current, ConfigurationFile wanted, Planning planning) {
        current.lost(wanted, runner.name().toString())
                .forEach(lost -> planning.note(
                        path() + ": " + runner.name() + " loses " + lost + ", which its spec does not have"));
        boolean isStrict = runner.settings()
                        .get(DockerSettings.ALLOWED_PULL_POLICIES)
                        .filter(ONLY_ALWAYS::equals)
                        .isPresent()
                || runner.settings()
                        .get(DockerSettings.PULL_POLICY)
                        .filter(ONLY_ALWAYS::equals)
                        .isPresent();
        if (isStrict
                && served.process() instanceof ContainerProcess container
                && container
                        .version()
                        .filter(known -> known.compareTo(STRICT) < 0)
                        .isPresent()) {
            planning.note(path() + ": " + runner.name() + " pulls each image only from GitLab Runner " + STRICT
                    + " on: before, a job with pull_policy: [if-not-present, always] uses images of other projects that the"
                    + " daemon has (gitlab-org/gitlab-runner issue 38706)");
        }
    }

    /** Where the second daemons and the tokens of their runners are: a job that gets there rules them. */
    private List<String> ruled() {
        return Stream.concat(
                        Stream.of(path()),
                        served.daemons().stream()
                                .flatMap(daemon -> Stream.of(
                                        daemon.root(),
                                        daemon.dataRoot(),
                                        daemon.execRoot(),
                                        daemon.socket().path())))
                .map(AbsolutePath::toString)
                .distinct()
                .toList();
    }

    private String reason(ConfigurationFile current, ConfigurationFile wanted) {
        if (wanted.equals(current)) {
            return "it becomes " + OWNER_ONLY;
        }
        return isReadAtStart(current, wanted)
                ? "the process reads a part of it only when it starts"
                : "a running process reads it again by itself within seconds, without a restart";
    }

    /** Whether the process must be restarted for what this plan changes in the file. */
    boolean needsRestart(Planning planning) {
        ConfigurationFile current = read(planning.host(), path());
        return isReadAtStart(current, wanted(current, planning));
    }

    private static boolean isReadAtStart(ConfigurationFile current, ConfigurationFile wanted) {
        return ProcessSettings.READ_AT_START.stream()
                .anyMatch(setting -> !current.value(setting).equals(wanted.value(setting)));
    }

    private ConfigurationFile wanted(ConfigurationFile current, Planning planning) {
        return current.merge(served.process().settings(), served.entries(), remembered(planning));
    }

    /** The keys of a runner that any process decides. */
    public static Set<String> decidedKeys(Receipt receipt, String runner) {
        return receipt.resources().stream()
                .filter(owned -> owned.id().kind().equals(KIND))
                .map(owned ->
                        DecidedKeys.read(owned.attributes()).runners().getOrDefault(runner, ImmutableSortedSet.of()))
                .flatMap(Set::stream)
                .collect(toImmutableSortedSet(naturalOrder()));
    }

    private DecidedKeys decided() {
        return DecidedKeys.of(served.process().settings(), served.entries());
    }

    private DecidedKeys remembered(Planning planning) {
        return DecidedKeys.read(
                planning.receipt().find(id()).map(Owned::attributes).orElse(ImmutableSortedMap.of()));
    }

    private AbsolutePath path() {
        return served.process().configurationFile();
    }

    private boolean isOwnerOnly(HostView host) {
        return host.status(path())
                .filter(status -> status.type() == FileStatus.Type.REGULAR)
                .map(FileStatus::attributes)
                .filter(OWNER_ONLY::equals)
                .isPresent();
    }

    /**
     * Whether a host can tell what is in the file of a process. Where it can't, because a tree is staged for another
     * machine, nothing can be merged into the file: {@code gitlab-runner register} writes the runners there.
     */
    public static boolean isKnown(RunnerProcess process, HostView host) {
        return host.knows(process.configurationFile());
    }

    public static ConfigurationFile read(HostView host, AbsolutePath path) {
        requireNoLink(host, path);
        return ConfigurationFile.parse(path.toString(), host.read(path).orElseGet(() -> FileContent.ofText("")));
    }

    /**
     * Refuses a symbolic link: to write the file would put a file in its place, and a container does not see where a link out of
     * its mount leads. All that changes the file reads it first.
     */
    public static void requireNoLink(HostView host, AbsolutePath path) {
        host.linkTarget(path).ifPresent(target -> {
            throw new ConflictException(
                    "configuration " + path,
                    List.of(new Problem(
                            path.toString(),
                            "a symbolic link to " + ForeignText.value(target),
                            "a file, or nothing",
                            "move the file to the place of the link, or let configurationDirectory(…) name the directory that"
                                    + " the file is in")));
        });
    }

    /** The file as it is; a new one begins with what concerns the whole process. */
    public static ConfigurationFile start(RunnerProcess process, HostView host) {
        ConfigurationFile file = read(host, process.configurationFile());
        return host.status(process.configurationFile()).isPresent()
                ? file
                : file.merge(process.settings(), List.of(), DecidedKeys.none());
    }

    public static void write(Host host, AbsolutePath path, ConfigurationFile file) {
        host.writeFile(path, FileContent.ofText(file.text()), FileMode.SECRET, FileOwner.ROOT);
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), decided().attributes());
    }

    /** On the file as it is then: tokens that the plan's other steps bring are in it by that time. */
    private record Merge(RunnerConfiguration configuration, DecidedKeys owned) implements Step {
        @Override
        public String describe() {
            return "merge into " + configuration.path() + " (" + OWNER_ONLY + ")";
        }

        @Override
        public void perform(Host host) {
            ProcessWithRunners served = configuration.served();
            ConfigurationFile current = read(host, configuration.path());
            write(host, configuration.path(), current.merge(served.process().settings(), served.entries(), owned));
        }

        @Override
        public Undo undo() {
            return Undo.NOTHING;
        }
    }

    /** The file is data: it goes with its directory. The runners in it go by their registration. */
    public static ResourceKind kind() {
        return new ConfigurationKind();
    }

    private static final class ConfigurationKind implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            return Removal.of(List.of());
        }
    }
}
