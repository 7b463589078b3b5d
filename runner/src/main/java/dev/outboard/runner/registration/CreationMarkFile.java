package dev.outboard.runner.registration;

import com.google.common.base.Splitter;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.CreationMark;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.RunnerState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A runner that GitLab may have made although its token was not kept, since the program died or the connection broke in
 * between. Before GitLab is asked, the mark of the runner is on the disk, beside {@code config.toml}; it goes
 * as soon as the token is in that.
 *
 * @param configuration the runner's {@code config.toml}
 * @param runner the runner's name
 */
record CreationMarkFile(AbsolutePath configuration, String runner) {
    private static final CleanLog log = CleanLog.of(CreationMarkFile.class);
    private static final String UNKNOWN = "unknown";
    private static final String REFUSED = "refused";
    private static final int LINES = 2;
    private static final int SCOPE_WORDS = 2;

    boolean exists(HostView host) {
        return host.status(file()).isPresent();
    }

    private AbsolutePath file() {
        return configuration.parent().orElseThrow().resolve("." + runner + ".creating");
    }

    /** The scope is empty where a registration token decides it: then the runner can't be found by its mark. */
    CreationMark begin(Optional<RunnerScope> scope, Host host) {
        CreationMark mark = CreationMark.random();
        String place = scope.map(known -> known.level() + " " + known.id()).orElse(UNKNOWN);
        write(mark + "\n" + place, host);
        return mark;
    }

    Step deletion() {
        return new DeletePath(file(), DeletePath.Extent.FILE);
    }

    /** Remembers that GitLab certainly made no runner, until the next creation. */
    void refused(Host host) {
        write(REFUSED, host);
    }

    /** Whether GitLab certainly made no runner when it was asked last; a damaged file does not say that. */
    boolean isRefused(HostView host) {
        try {
            return exists(host) && begun(host).isEmpty();
        } catch (HostException damaged) {
            return false;
        }
    }

    /**
     * Whether GitLab may have made a runner.
     *
     * @throws HostException if the file is damaged
     */
    boolean mayHaveMadeOne(HostView host) {
        return begun(host).isPresent();
    }

    private void write(String text, Host host) {
        host.writeFile(file(), FileContent.ofText(text + "\n"), FileMode.SECRET, FileOwner.ROOT);
    }

    void end(Host host) {
        if (exists(host)) {
            host.deleteFile(file());
        }
    }

    /**
     * Deletes the runner that has the mark, if there is one. GitLab may refuse to list runners to who may create them; one that
     * does not answer may be asked again, as long as the mark is there.
     */
    void takeBack(GitLab gitLab, Secret accessToken, HostView host) {
        begun(host)
                .ifPresent(begun -> begun.scope().ifPresent(scope -> delete(begun.mark(), scope, gitLab, accessToken)));
    }

    private record Begun(CreationMark mark, Optional<RunnerScope> scope) {}

    private Optional<Begun> begun(HostView host) {
        return host.read(file()).flatMap(this::parse);
    }

    private Optional<Begun> parse(FileContent content) {
        List<String> lines = content.isText() ? content.text().lines().toList() : List.of();
        try {
            if (lines.equals(List.of(REFUSED))) {
                return Optional.empty();
            }
            if (lines.size() == LINES) {
                return Optional.of(new Begun(new CreationMark(lines.get(0)), scope(lines.get(1))));
            }
        } catch (InvalidValueException | IllegalArgumentException unreadable) {
            throw damaged(unreadable);
        }
        throw damaged(null);
    }

    private HostException damaged(@Nullable RuntimeException cause) {
        return new HostException(
                file() + " is damaged: expected the mark of a runner that was being created, and its scope",
                "look in GitLab for a runner \"" + runner
                        + "\" that was never used and whose maintenance note ends with"
                        + " \"Outboard\" and a number, delete it there, then delete the file",
                cause);
    }

    private void delete(CreationMark mark, RunnerScope scope, GitLab gitLab, Secret accessToken) {
        try {
            gitLab.neverContacted(accessToken, scope, runner).stream()
                    .filter(mark::isOn)
                    .map(RunnerState::id)
                    .forEach(id -> gitLab.delete(accessToken, id));
        } catch (GitLabException failure) {
            if (!failure.isRefusal()) {
                throw failure;
            }
            log.warn(
                    "if GitLab has a runner {} whose maintenance note ends with \"{}\", delete it there: {}",
                    runner,
                    mark,
                    failure.problem());
        }
    }

    private static Optional<RunnerScope> scope(String line) {
        if (line.equals(UNKNOWN)) {
            return Optional.empty();
        }
        List<String> words = Splitter.on(' ').splitToList(line);
        if (words.size() != SCOPE_WORDS) {
            throw new IllegalArgumentException(line);
        }
        return Optional.of(new RunnerScope(RunnerScope.Level.valueOf(words.get(0)), Long.parseLong(words.get(1))));
    }
}
