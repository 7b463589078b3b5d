package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.Capability;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.Risk.Code;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan speaks about the risks that a spec itself asks for, by the rules for files that people wrote. */
class SpecRisksTest {
    /** No spec can ask for these: it refuses them, or has another way to what they are about. */
    private static final Set<Code> REFUSED =
            EnumSet.of(Code.R001, Code.R012, Code.R015, Code.R017, Code.R022, Code.R023);

    private static final String HTTPS = "https://gitlab.example.org";

    private final DebianMachine machine = DebianMachine.withDocker();

    private record Case(Code code, String found, String url, UnaryOperator<RunnerSpec.Builder> wish) {
        Case(Code code, String found, UnaryOperator<RunnerSpec.Builder> wish) {
            this(code, found, HTTPS, wish);
        }

        @Override
        public String toString() {
            return code + " " + found;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(Code.R002, "docker.privileged", spec -> spec.jobsPrivileged(true)),
                new Case(
                        Code.R002,
                        "docker.services_privileged",
                        spec -> spec.set(DockerSettings.SERVICES_PRIVILEGED, true)),
                new Case(Code.R003, "docker.volumes", spec -> spec.jobsMayUseDocker(true)),
                new Case(Code.R003, "docker.volumes", spec -> spec.addJobVolume("/run/podman/podman.sock:/p")),
                new Case(Code.R003, "docker.volumes", spec -> spec.addJobVolume("/run/crio:/c")),
                new Case(
                        Code.R004,
                        "docker.services",
                        spec -> spec.addJobVolume("/run/podman/podman.sock:/var/run/docker.sock")
                                .set(DockerSettings.SERVICES_PRIVILEGED, true)
                                .addService(JobService.of("docker:28-dind"))),
                new Case(Code.R005, "docker.volumes", spec -> spec.addJobVolume("/root/.ssh:/root/.ssh")),
                new Case(Code.R005, "docker.volumes", spec -> spec.addJobVolume("/srv/gitlab-runner/runner1:/c")),
                new Case(Code.R005, "docker.volumes", spec -> spec.addJobVolume("/run/docker2:/e")),
                new Case(Code.R005, "docker.volumes", spec -> spec.addJobVolume("/docker2/graph:/g")),
                new Case(
                        Code.R005,
                        "docker.volume_driver_ops",
                        spec -> spec.set(
                                DockerSettings.VOLUME_DRIVER_OPS, Map.of("type", "none", "o", "bind", "device", "/"))),
                new Case(Code.R006, "docker.network_mode", spec -> spec.set(DockerSettings.NETWORK_MODE, "host")),
                new Case(Code.R006, "docker.pid_mode", spec -> spec.set(DockerSettings.PID_MODE, "container:x")),
                new Case(
                        Code.R007,
                        "docker.pull_policy",
                        spec -> spec.set(DockerSettings.PULL_POLICY, List.of(PullPolicy.IF_NOT_PRESENT))),
                new Case(
                        Code.R007,
                        "docker.allowed_pull_policies",
                        spec -> spec.set(
                                DockerSettings.ALLOWED_PULL_POLICIES,
                                List.of(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT))),
                new Case(
                        Code.R008,
                        "docker.cap_add",
                        spec -> spec.set(DockerSettings.CAP_ADD, List.of(Capability.of("SYS_ADMIN")))),
                new Case(
                        Code.R009,
                        "docker.security_opt",
                        spec -> spec.set(DockerSettings.SECURITY_OPT, List.of("seccomp=unconfined"))),
                new Case(
                        Code.R009,
                        "docker.services_security_opt",
                        spec -> spec.set(DockerSettings.SERVICES_SECURITY_OPT, List.of("apparmor=unconfined"))),
                new Case(Code.R010, "url", "http://gitlab.example.org", spec -> spec),
                new Case(
                        Code.R010,
                        "clone_url",
                        spec -> spec.set(RunnerSettings.CLONE_URL, HttpUrl.of("http://gitlab.internal"))),
                new Case(
                        Code.R010,
                        "cache.s3.Insecure",
                        spec -> spec.cache(
                                RunnerCache.s3("s3.example.org", "ci", Secret.of("id-of-s3"), Secret.of("key-of-s3"))
                                        .insecure())),
                new Case(Code.R011, "url", HTTPS + "/ci", spec -> spec),
                new Case(Code.R013, "docker.devices", spec -> spec.set(DockerSettings.DEVICES, List.of("/dev/kvm"))),
                new Case(
                        Code.R013,
                        "docker.services_devices",
                        spec -> spec.set(DockerSettings.SERVICES_DEVICES, Map.of("docker:*", List.of("/dev/kvm")))),
                new Case(
                        Code.R013,
                        "docker.device_cgroup_rules",
                        spec -> spec.set(DockerSettings.DEVICE_CGROUP_RULES, List.of("a *:* rwm"))),
                new Case(Code.R014, "docker.oom_kill_disable", spec -> spec.set(DockerSettings.OOM_KILL_DISABLE, true)),
                new Case(Code.R018, "docker.volumes", spec -> spec.addJobVolume("/srv/ci/.ssh:/root/.ssh")),
                new Case(
                        Code.R019,
                        "docker.volumes_from",
                        spec -> spec.set(DockerSettings.VOLUMES_FROM, List.of("data:ro"))),
                new Case(
                        Code.R020,
                        "environment",
                        spec -> spec.set(RunnerSettings.ENVIRONMENT, List.of("GIT_SSL_NO_VERIFY=1"))),
                new Case(
                        Code.R020,
                        "docker.services.environment",
                        spec -> spec.addService(JobService.of("buildkit:1").variable("GIT_SSL_NO_VERIFY", "1"))),
                new Case(
                        Code.R020,
                        "pre_get_sources_script",
                        spec -> spec.set(
                                RunnerSettings.PRE_GET_SOURCES_SCRIPT, "git config --global http.sslVerify false")),
                new Case(
                        Code.R021,
                        "environment",
                        spec -> spec.set(RunnerSettings.ENVIRONMENT, List.of("DB_PASSWORD=hunter2"))),
                new Case(
                        Code.R021,
                        "docker.services.environment",
                        spec -> spec.addService(JobService.of("registry:3").variable("PROXY_PASSWORD", "hunter2"))));
    }

    private List<String> notes(Case each) {
        return machine.provisioner()
                .plan(Article.stack(
                        Article.docker1().build(),
                        Article.docker2().build(),
                        each.wish()
                                .apply(RunnerSpec.builder("runner1", URI.create(each.url()))
                                        .daemon("docker2")
                                        .token(RunnerToken.created(
                                                Secret.of("glpat-canary"),
                                                RunnerRegistration.builder()
                                                        .scope(RunnerScope.project(7))
                                                        .build()))
                                        .defaultImage("debian:13"))
                                .build()))
                .notes();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areNotesOfThePlan(Case each) {
        assertThat(notes(each))
                .filteredOn(note -> note.contains(": " + each.code() + " runner1: "))
                .singleElement()
                .asString()
                .contains(": " + each.code() + " runner1: " + each.found() + " = ")
                .doesNotContain("hunter2");
    }

    @Test
    void areNotThereWhereASpecAsksForNone() {
        assertThat(notes(new Case(Code.R002, "nothing", spec -> spec))).noneMatch(note -> note.contains(": R0"));
    }

    /** A token of the kind that GitLab phases out comes from a registration token, which has a note of its own. */
    @Test
    void areLookedForByEachRuleThatASpecCanBreak() {
        Set<Code> codes = EnumSet.copyOf(REFUSED);
        codes.add(Code.R016);
        cases().map(Case::code).forEach(codes::add);

        assertThat(codes).containsExactlyInAnyOrder(Code.values());
    }
}
