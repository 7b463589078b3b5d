package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.GitLabUrl;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.gitlab.client.IssuedToken;
import dev.outboard.runner.process.RunnerConfiguration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a runner leaves GitLab, and {@code config.toml}. One that Outboard made is deleted: by its number, which {@code
 * config.toml} keeps as {@code id}, with the access token that made it, if that is still where it was; and otherwise by
 * the runner's own token, which no other runner has. Of a runner that Outboard did not make, only the file forgets.
 *
 * @param gitLabs the way to GitLabs
 * @param owned what the receipt remembers of the runner
 */
record RunnerDeletion(GitLabs gitLabs, Owned owned) {
    private static final CleanLog log = CleanLog.of(RunnerDeletion.class);

    /** GitLab may be gone forever, and must not keep a stack from being removed. */
    Step step(HostView host) {
        String forget = "forget " + name() + " in " + RememberedRunner.configurationFile(owned);
        return new ApiStep(
                RememberedRunner.isCreated(owned) ? request(host) + "; " + forget : forget + "; it stays in GitLab",
                this::leave);
    }

    /**
     * Names a runner that may be in GitLab although no file has its token: GitLab was asked for it, and either its answer
     * did not arrive, or the program died before it wrote the answer to the file. A runner that an access token created is
     * found by its mark and deleted, as long as that token is where it was. Any other can't be told from the runners of
     * others.
     */
    void noteIfUnknown(Planning planning) {
        boolean isKnown = unfinished().isRefused(planning.host())
                || (accessToken().isPresent() && unfinished().exists(planning.host()));
        if (RememberedRunner.isCreated(owned)
                && !isKnown
                && registered(planning.host()).flatMap(RegisteredRunner::token).isEmpty()) {
            planning.note(RememberedRunner.connection(owned).url() + " may have a runner \"" + name()
                    + "\" whose token is in no file: if one is there that never contacted GitLab, delete it there");
        }
    }

    private CreationMarkFile unfinished() {
        return new CreationMarkFile(RememberedRunner.configurationFile(owned), name());
    }

    private String request(HostView host) {
        String runners = "DELETE " + RememberedRunner.connection(owned).url() + "/api/v4/runners";
        String byItsOwnToken = runners + " (" + name() + ", by its own token)";
        OptionalLong id = registered(host).map(RegisteredRunner::id).orElse(OptionalLong.empty());
        return accessToken().isPresent() && id.isPresent()
                ? runners + "/" + id.getAsLong() + " (" + name() + ", by the access token of "
                        + accessToken().get().source() + "), or by its own token"
                : byItsOwnToken;
    }

    private String name() {
        return owned.id().name();
    }

    /** The access token that made the runner, if it is still where it was. */
    private Optional<Secret> accessToken() {
        return RememberedRunner.accessToken(owned).flatMap(Secret::ofSource).filter(Secret::isReadable);
    }

    private Optional<RegisteredRunner> registered(HostView host) {
        return RememberedRunner.entry(owned, host);
    }

    /** Deletes a runner that Outboard made; its entry stays, for another runner of its name. */
    Step deletion(HostView host) {
        return new ApiStep(request(host), this::delete);
    }

    /** The runner leaves its GitLab for another one, and keeps its entry with the keys that people wrote. */
    Step departureFor(HttpUrl url, HostView host) {
        String keep =
                "keep the entry of " + name() + " in " + RememberedRunner.configurationFile(owned) + " for " + url;
        return new ApiStep(
                RememberedRunner.isCreated(owned)
                        ? request(host) + "; " + keep
                        : keep + "; it stays in the former GitLab",
                machine -> {
                    delete(machine);
                    moveEntries(GitLabUrl.of(url.toString()), machine);
                });
    }

    private void moveEntries(GitLabUrl url, Host host) {
        for (AbsolutePath path : RememberedRunner.files(owned)) {
            new KeptToken(path, name()).end(host);
            ConfigurationFile file = RunnerConfiguration.read(host, path);
            ConfigurationFile moved = file.movedTo(url, RememberedRunner.identity(owned));
            if (!moved.equals(file)) {
                RunnerConfiguration.write(host, path, moved);
            }
        }
    }

    private void leave(Host host) {
        delete(host);
        forget(owned, host);
    }

    private void delete(Host host) {
        takeBackUnfinished(host);
        if (RememberedRunner.isCreated(owned)) {
            registered(host).ifPresent(entry -> delete(entry, host));
        }
    }

    /** Takes a runner out of the files that it may be in. */
    static void forget(Owned owned, Host host) {
        for (AbsolutePath path : RememberedRunner.files(owned)) {
            new KeptToken(path, owned.id().name()).end(host);
            ConfigurationFile file = RunnerConfiguration.read(host, path);
            ConfigurationFile without = file.without(RememberedRunner.identity(owned));
            if (!without.equals(file)) {
                RunnerConfiguration.write(host, path, without);
            }
        }
    }

    private void takeBackUnfinished(Host host) {
        try {
            accessToken()
                    .filter(token -> unfinished().exists(host))
                    .ifPresent(token ->
                            unfinished().takeBack(gitLabs.open(RememberedRunner.connection(owned)), token, host));
        } catch (ProvisioningException failure) {
            log.warn("a runner {} may stay in GitLab, delete it there: {}", name(), failure.problem());
        }
        unfinished().end(host);
    }

    private void delete(RegisteredRunner registered, HostView host) {
        try {
            GitLab gitLab = gitLabs.open(RememberedRunner.connection(owned));
            if (!isDeletedByNumber(gitLab, registered.id())) {
                renewed(host).or(registered::token).ifPresent(token -> deleteByToken(gitLab, token));
            }
        } catch (ProvisioningException failure) {
            log.warn("runner {} stays in GitLab, delete it there: {}", name(), failure.problem());
        }
    }

    /** The token of a rotation that did not come to its end: the one in the file is worth nothing then. */
    private Optional<Secret> renewed(HostView host) {
        return RememberedRunner.files(owned).stream()
                .flatMap(file -> new KeptToken(file, name()).read(host).stream())
                .map(IssuedToken::token)
                .findFirst();
    }

    /** An access token that was moved, has expired, or may create runners and nothing else, leaves the other way. */
    private boolean isDeletedByNumber(GitLab gitLab, OptionalLong id) {
        if (accessToken().isEmpty() || id.isEmpty()) {
            return false;
        }
        try {
            return isDeleted(gitLab, accessToken().get(), id.getAsLong(), name());
        } catch (ProvisioningException refused) {
            log.info("runner {} is deleted by its own token: {}", name(), refused.problem());
            return false;
        }
    }

    /**
     * Deletes a runner by its number, unless that is the number of a runner with another name: a number alone could be a
     * mistake in the file.
     *
     * @return true if it was deleted
     */
    static boolean isDeleted(GitLab gitLab, Secret accessToken, long id, String name) {
        return gitLab.runner(accessToken, id)
                        .filter(state -> state.description().equals(name))
                        .isPresent()
                && gitLab.delete(accessToken, id);
    }

    private void deleteByToken(GitLab gitLab, Secret token) {
        if (!gitLab.unregister(token)) {
            log.warn("runner {}: GitLab does not know its token; if it is still there, delete it there", name());
        }
    }
}
