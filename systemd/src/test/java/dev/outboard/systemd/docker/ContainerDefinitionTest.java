package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ContainerDefinitionTest {
    private static final Map<String, UnaryOperator<ContainerDefinition.Builder>> CHANGES = changes();

    private static ContainerDefinition.Builder article() {
        return builder("runner1")
                .hostName(HostName.of("runner1"))
                .addBind(Bind.of("/docker2/docker.sock:/var/run/docker.sock"))
                .privileged(true)
                .restart(RestartPolicy.ALWAYS);
    }

    private static ContainerDefinition.Builder full() {
        return article()
                .addBind(Bind.of("/srv/runner1:/etc/gitlab-runner:ro"))
                .addLink(Link.of("gitlab:gitlab.example"))
                .network(NetworkName.of("ci"))
                .addExtraHost(ExtraHost.of("mirror.example:10.9.0.7"))
                .addLabel(Label.of("purpose", "ci"))
                .addLabel(Label.of("a", "b c"))
                .addEnvironment("TZ", "Europe/Berlin")
                .command(List.of("run", "--debug"));
    }

    private static ContainerDefinition.Builder builder(String name) {
        return ContainerDefinition.builder(ContainerName.of(name), ImageReference.of("gitlab/gitlab-runner"));
    }

    private static Map<String, UnaryOperator<ContainerDefinition.Builder>> changes() {
        Map<String, UnaryOperator<ContainerDefinition.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> article(builder("runner2")));
        changes.put("image", builder -> builder.image(ImageReference.of("gitlab/gitlab-runner:alpine")));
        changes.put("hostName", builder -> builder.hostName(HostName.of("runner2")));
        changes.put("binds", builder -> builder.addBind(Bind.of("/cache:/cache")));
        changes.put("privileged", builder -> builder.privileged(false));
        changes.put("restart", builder -> builder.restart(RestartPolicy.UNLESS_STOPPED));
        changes.put("links", builder -> builder.addLink(Link.of("redis")));
        changes.put("network", builder -> builder.network(NetworkName.of("other")));
        changes.put("extraHosts", builder -> builder.addExtraHost(ExtraHost.of("other.example:10.9.0.8")));
        changes.put("labels", builder -> builder.addLabel(Label.of("purpose", "other")));
        changes.put("environment", builder -> builder.addEnvironment("TZ", "UTC"));
        changes.put("command", builder -> builder.command(List.of("run")));
        return changes;
    }

    private static ContainerDefinition.Builder article(ContainerDefinition.Builder builder) {
        return builder.privileged(true);
    }

    @Test
    void keepsWhatASpecPromises() {
        SpecContract.of(
                        ContainerDefinitionTest::full,
                        ContainerDefinition::toBuilder,
                        ContainerDefinition.Builder::build)
                .verify(CHANGES);
    }

    @Test
    void isTheCommandOfTheArticle() {
        assertThat(String.join(" ", article().build().toDockerRun()))
                .isEqualTo("docker run -d --name runner1 --hostname runner1"
                        + " -v /docker2/docker.sock:/var/run/docker.sock --privileged --restart always"
                        + " gitlab/gitlab-runner");
    }

    @Test
    void hasAllOptionsBeforeTheImage() {
        assertThat(full().build().toDockerRun())
                .containsExactly(
                        "docker",
                        "run",
                        "-d",
                        "--name",
                        "runner1",
                        "--hostname",
                        "runner1",
                        "-v",
                        "/docker2/docker.sock:/var/run/docker.sock",
                        "-v",
                        "/srv/runner1:/etc/gitlab-runner:ro",
                        "--privileged",
                        "--restart",
                        "always",
                        "--link",
                        "gitlab:gitlab.example",
                        "--network",
                        "ci",
                        "--add-host",
                        "mirror.example:10.9.0.7",
                        "--label",
                        "a=b c",
                        "--label",
                        "purpose=ci",
                        "--env",
                        "TZ=Europe/Berlin",
                        "gitlab/gitlab-runner",
                        "run",
                        "--debug");
    }

    @Test
    void leavesDockersDefaultsOut() {
        assertThat(builder("runner1").build().toDockerRun())
                .containsExactly("docker", "run", "-d", "--name", "runner1", "gitlab/gitlab-runner");
    }

    /** A container is replaced when its label has another hash: so the hash may never change by itself. */
    @Test
    void hashStaysTheSameForEver() {
        assertThat(article().build().hash())
                .isEqualTo("88f8744d78db031b28affe0638740d5a8cb6037bd44453450439f4602f326773");
    }

    @Test
    void hashOfEachChangeIsAnother() {
        List<String> hashes = CHANGES.values().stream()
                .map(change -> change.apply(full()).build().hash())
                .toList();
        assertThat(hashes).doesNotHaveDuplicates().doesNotContain(full().build().hash());
    }

    @Test
    void hashDoesNotDependOnTheOrderOfLabels() {
        ContainerDefinition other = builder("runner1")
                .addLabel(Label.of("a", "1"))
                .addLabel(Label.of("b", "2"))
                .build();
        ContainerDefinition same = builder("runner1")
                .addLabel(Label.of("b", "2"))
                .addLabel(Label.of("a", "1"))
                .build();
        assertThat(same.hash()).isEqualTo(other.hash());
    }

    @Test
    void namesAllMistakesAtOnce() {
        ContainerDefinition.Builder wrong = builder("runner1")
                .addBind(Bind.of("/a:/x"))
                .addBind(Bind.of("/b:/x"))
                .addLabel(Label.of(ContainerDefinition.HASH_LABEL, "0"))
                .addEnvironment("A=B", "1")
                .addEnvironment("C", "\0")
                .addLink(Link.of("gitlab"))
                .network(NetworkName.of("host"))
                .command(List.of("run", "\0"));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(wrong::build)
                .withMessageStartingWith("container runner1 has 6 problems")
                .withMessageContaining("bind: found \"/b:/x\", expected one bind for each target, and /x has two")
                .withMessageContaining("label: found \"dev.outboard.definition\"")
                .withMessageContaining("environment: found \"A=B\"")
                .withMessageContaining("environment C: found \"\\u0000\"")
                .withMessageContaining("link: found \"gitlab:gitlab\", expected no links in the network \"host\"")
                .withMessageContaining("command: found \"\\u0000\"");
    }
}
