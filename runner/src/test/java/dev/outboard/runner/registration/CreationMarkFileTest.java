package dev.outboard.runner.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.CreationMark;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.HttpGitLabs;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedRunner;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a program that died as GitLab answered it, over real HTTP. */
class CreationMarkFileTest {
    private static final RunnerScope PROJECT = RunnerScope.project(7);

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final GitLab gitLab = new HttpGitLabs().open(GitLabConnection.of(server.url()));
    private final InMemoryHost host = InMemoryHost.create().putDirectory(AbsolutePath.of("/etc/gitlab-runner"));
    private final CreationMarkFile unfinished =
            new CreationMarkFile(AbsolutePath.of("/etc/gitlab-runner/config.toml"), "runner1");

    @AfterEach
    void close() {
        server.close();
    }

    private void create(RunnerRegistration registration) {
        gitLab.createRunner(server.accessToken(), "runner1", registration);
    }

    private static RunnerRegistration of(RunnerScope scope) {
        return RunnerRegistration.builder().scope(scope).build();
    }

    static Stream<RunnerScope> scopes() {
        return Stream.of(PROJECT, RunnerScope.group(12), RunnerScope.instance());
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void deletesTheRunnerThatHasTheMarkAndNoOther(RunnerScope scope) {
        CreationMark mark = unfinished.begin(Optional.of(scope), host);
        create(of(scope));
        create(CreationMark.random().on(of(scope)));
        create(mark.on(of(scope)));

        unfinished.takeBack(gitLab, server.accessToken(), host);

        assertThat(server.runners()).extracting(SimulatedRunner::id).containsExactly(1L, 2L);
    }

    @Test
    void findsTheRunnerAmongMoreThanGitLabListsAtOnce() {
        for (int number = 1; number <= 100; number++) {
            create(of(PROJECT));
        }
        create(unfinished.begin(Optional.of(PROJECT), host).on(of(PROJECT)));

        unfinished.takeBack(gitLab, server.accessToken(), host);

        assertThat(server.runners()).hasSize(100);
    }

    @Test
    void leavesTheRunnerWhereTheAccessTokenMayCreateRunnersAndNothingElse() {
        Secret creating = server.newAccessToken("create_runner");
        create(unfinished.begin(Optional.of(PROJECT), host).on(of(PROJECT)));

        unfinished.takeBack(gitLab, creating, host);

        assertThat(server.runners()).hasSize(1);
    }

    @Test
    void keepsTheMarkWhereGitLabDoesNotAnswer() {
        create(unfinished.begin(Optional.of(PROJECT), host).on(of(PROJECT)));
        server.failNext(GitLabCall.LIST, GitLabFault.status(403), GitLabFault.status(500));
        GitLab hasty = new HttpGitLabs()
                .open(GitLabConnection.builder(server.url()).attempts(1).build());

        unfinished.takeBack(hasty, server.accessToken(), host);
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> unfinished.takeBack(hasty, server.accessToken(), host));

        assertThat(unfinished.exists(host)).isTrue();
        assertThat(server.runners()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "Outboard 0123456789abcdef0123456789abcdef\n",
                "Outboard 0123456789abcdef\nPROJECT 7\n",
                "Outboard 0123456789abcdef0123456789abcdef\nPROJECT\n",
                "Outboard 0123456789abcdef0123456789abcdef\nPROJECT seven\n",
                "Outboard 0123456789abcdef0123456789abcdef\nPLANET 7\n",
                "Outboard 0123456789abcdef0123456789abcdef\nPROJECT 7\nmore\n"
            })
    void namesAMarkThatIsDamaged(String content) {
        AbsolutePath file = AbsolutePath.of("/etc/gitlab-runner/.runner1.creating");
        host.putFile(file, content);

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> unfinished.takeBack(gitLab, server.accessToken(), host))
                .withMessageContainingAll(file + " is damaged", "delete the file");
        assertThat(unfinished.exists(host)).isTrue();
    }

    @Test
    void leavesNothingOnTheHost() {
        unfinished.begin(Optional.of(PROJECT), host);

        unfinished.end(host);

        assertThat(unfinished.exists(host)).isFalse();
        assertThat(host.list(AbsolutePath.of("/etc/gitlab-runner"))).isEmpty();
    }
}
