package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.desired.Retention;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.docker.ContainerSummary;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.SimulatedHosts;
import dev.outboard.runner.testing.SimulatedMachine;
import dev.outboard.systemd.cleanup.CleanUp;
import dev.outboard.systemd.containerd.Containerd;
import dev.outboard.systemd.containerd.ImageStore;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.SeccompProfile;
import dev.outboard.systemd.slice.ResourceLimits;
import dev.outboard.systemd.storage.Filesystem;
import dev.outboard.systemd.storage.StorageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that fails or dies at each of its effects, one after the other: on files, by commands, on Docker and on
 * GitLab. What it leaves is finished by the next apply, or taken back, and is then as if nothing had gone wrong.
 */
class CrashTest {
    private static final StackName STACK = StackName.of("ci");

    private static int ends;

    @AfterAll
    static void tellHowManyProgramsCameToABadEnd() {
        System.out.println(ends + " programs failed or died");
    }

    /** From nothing, or from one stack, to another. */
    private enum Passage {
        ARTICLE,
        BY_COMMANDS,
        BUILT_OUT,
        NAMESPACE,
        OPTIONS,
        TWO_DAEMONS,
        HOST_RUNNER,
        SHARED_RUNNERS,
        CREATED_RUNNER,
        RELABELLED,
        PERSISTED,
        UNPERSISTED,
        UNBUILT,
        CHANGED_RUNNER;

        private Optional<StackSpec> before() {
            return switch (this) {
                case RELABELLED -> Optional.of(stack(daemon(), Persistence.NETWORKD));
                case PERSISTED -> Optional.of(stack(daemon(), Persistence.UNTIL_REBOOT));
                case UNPERSISTED -> Optional.of(stack(daemon(), Persistence.NETWORKD));
                case UNBUILT -> Optional.of(stack(watched(), Persistence.NETWORKD));
                case CHANGED_RUNNER -> Optional.of(created("64M"));
                default -> Optional.empty();
            };
        }

        private StackSpec after() {
            return switch (this) {
                case ARTICLE -> Article.stack();
                case BY_COMMANDS -> stack(daemon(), Persistence.UNTIL_REBOOT);
                case BUILT_OUT -> stack(builtOut(), Persistence.NETWORKD);
                case NAMESPACE -> stack(daemon().networkIsolation(NetworkIsolation.NAMESPACE), Persistence.NETWORKD);
                case OPTIONS -> withOptions();
                case TWO_DAEMONS -> twoDaemons();
                case HOST_RUNNER -> created(HostProcess.builder("runner1").build(), "64M");
                case SHARED_RUNNERS -> sharedRunners();
                case CREATED_RUNNER -> created("64M");
                case RELABELLED -> stack(daemon().addLabel("purpose=ci"), Persistence.NETWORKD);
                case PERSISTED, UNBUILT -> stack(daemon(), Persistence.NETWORKD);
                case UNPERSISTED -> stack(daemon(), Persistence.UNTIL_REBOOT);
                case CHANGED_RUNNER -> created("96M");
            };
        }
    }

    private static DaemonSpec.Builder daemon() {
        return Article.docker2();
    }

    private static DaemonSpec.Builder watched() {
        return daemon().containerd(Containerd.OWN)
                .resourceLimits(ResourceLimits.builder().memoryMax("256M").build())
                .cleanUp(CleanUp.at("*-*-* 03:30").build());
    }

    private static DaemonSpec.Builder builtOut() {
        return watched()
                .storage(StorageSpec.image("320M").filesystem(Filesystem.EXT4).build());
    }

    private static StackSpec stack(DaemonSpec.Builder daemon, Persistence persistence) {
        return Article.stack(Article.docker1().persistence(persistence).build(), daemon.build());
    }

    private static StackSpec withOptions() {
        DaemonSpec daemon = daemon().containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .traffic(TrafficPolicy.builder().egress(false).build())
                .registries(RegistrySettings.builder()
                        .addCertificateAuthority(new CertificateAuthority("example-org", CertificatePem.TEXT))
                        .build())
                .logs(LogSettings.builder().limits(LogLimits.of("10M", 3)).build())
                .containerDefaults(ContainerDefaults.builder()
                        .seccompProfile(SeccompProfile.ofJson("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}"))
                        .build())
                .build();
        return Article.stack(Article.docker1().build(), daemon);
    }

    private static StackSpec twoDaemons() {
        return stack(daemon(), Persistence.NETWORKD).toBuilder()
                .bridge(BridgeSpec.builder("lab0", "10.20.0.1/16").build())
                .daemon(DaemonSpec.builder("docker3")
                        .bridge("lab0")
                        .root("/srv/docker3")
                        .build())
                .build();
    }

    /** One process for the runners of two daemons. */
    private static StackSpec sharedRunners() {
        RunnerProcess process = ContainerProcess.builder("runners").build();
        return twoDaemons().toBuilder()
                .runner(runner("runner1", process).build())
                .runner(runner("runner2", process).daemon("docker3").build())
                .build();
    }

    private static StackSpec created(String memory) {
        return created(Article.container().build(), memory);
    }

    private static StackSpec created(RunnerProcess process, String memory) {
        return Article.stack(
                Article.docker1().build(),
                daemon().build(),
                runner("runner1", process)
                        .set(DockerSettings.MEMORY, ByteSize.of(memory))
                        .build());
    }

    private static RunnerSpec.Builder runner(String name, RunnerProcess process) {
        return RunnerSpec.builder(name, Article.GITLAB)
                .daemon("docker2")
                .process(process)
                .token(RunnerToken.created(
                        Secret.of("glpat-access"),
                        RunnerRegistration.builder()
                                .scope(RunnerScope.project(7))
                                .build()))
                .defaultImage("debian:13");
    }

    /** A machine, and everything on it that tells one outcome from another. */
    private record Site(SimulatedMachine machine, Passage passage) {
        static Site of(Passage passage) {
            SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
            machine.host().putFile(AbsolutePath.of("/usr/bin/gitlab-runner"), "");
            passage.before().ifPresent(stack -> {
                Provisioner provisioner = machine.provisioner();
                provisioner.apply(provisioner.plan(stack));
            });
            return new Site(machine, passage);
        }

        Provisioner sound() {
            return machine.provisioner();
        }

        void apply(Provisioner provisioner) {
            provisioner.apply(provisioner.plan(passage.after()));
        }

        /** Applies, and ends as the faults have it. */
        Optional<String> disturbed(Faults faults) {
            return ending(() -> apply(machine.provisioner(faults)));
        }

        void remove(Provisioner provisioner) {
            provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));
        }

        private static Optional<String> ending(Runnable program) {
            try {
                program.run();
                return Optional.empty();
            } catch (SimulatedDeath death) {
                ends++;
                return Optional.of(String.valueOf(death.getMessage()));
            } catch (ProvisioningException failure) {
                ends++;
                return Optional.of(String.valueOf(failure.getMessage()));
            }
        }

        /** An empty directory that a program could not delete any more belongs to nobody, and harms nobody. */
        Map<String, String> filesWithoutReceipts() {
            return Maps.filterKeys(files(), path -> !path.equals("/var/lib/outboard"));
        }

        /** A runner that GitLab made as the program died stays there, unused; the next one has another number. */
        Map<String, String> files() {
            return Maps.transformValues(
                    Maps.filterKeys(machine.host().tree(), path -> !path.startsWith("/sys/")),
                    Site::withoutNumberOfRunner);
        }

        private static String withoutNumberOfRunner(String file) {
            return file.replaceAll("(?m)^  id = \\d+$", "  id = ?").replaceAll("token = \"[^\"]*\"", "token = ?");
        }

        /** A rest of data is no rest of an apply. */
        Map<String, String> filesWithoutData() {
            return Maps.filterKeys(
                    files(),
                    path -> !path.startsWith("/docker2")
                            && !path.startsWith("/var/lib/outboard")
                            && !path.startsWith("/srv"));
        }

        List<String> containers() {
            return machine.firstEngine().containers().stream()
                    .map(ContainerSummary::toString)
                    .toList();
        }
    }

    private static Faults counted(Passage passage) {
        Faults faults = Faults.none();
        Site.of(passage).disturbed(faults);
        return faults;
    }

    private interface Outcome {
        void check(Site site, String where);
    }

    private static void atEach(Passage passage, IntFunction<Faults> kind, Outcome outcome) {
        int count = counted(passage).effects().size();
        assertThat(count).isPositive();
        for (int number = 1; number <= count; number++) {
            Site site = Site.of(passage);
            Optional<String> end = site.disturbed(kind.apply(number));
            outcome.check(site, passage + ", effect " + number + ": " + end.orElse("went well"));
        }
    }

    private static Outcome finished(Passage passage) {
        Site undisturbed = Site.of(passage);
        undisturbed.apply(undisturbed.sound());
        Map<String, String> files = Map.copyOf(undisturbed.files());
        List<Finding> failures = undisturbed.sound().verify(passage.after()).failures();
        return (site, where) -> {
            site.apply(site.sound());
            assertThat(site.files()).as(where).isEqualTo(files);
            assertThat(site.containers()).as(where).isEqualTo(undisturbed.containers());
            assertThat(site.sound().plan(passage.after()).isEmpty()).as(where).isTrue();
            assertThat(site.sound().verify(passage.after()).failures())
                    .as(where)
                    .isEqualTo(failures);
        };
    }

    private static Outcome takenBack(Passage passage, boolean byHand) {
        Site untouched = Site.of(passage);
        Site completed = Site.of(passage);
        completed.apply(completed.sound());
        return (site, where) -> {
            if (byHand && !JournalStore.exists(site.machine.host(), STACK)) {
                assertThat(site.filesWithoutData())
                        .as(where + ", before its first change or after its last")
                        .isIn(untouched.filesWithoutData(), completed.filesWithoutData());
                return;
            }
            if (byHand) {
                assertThat(site.sound().rollBack("ci").remaining())
                        .as(where)
                        .filteredOn(line -> !line.contains("never contacted GitLab"))
                        .isEmpty();
            }
            assertThat(site.filesWithoutData()).as(where).isEqualTo(untouched.filesWithoutData());
            assertThat(site.containers()).as(where).isEqualTo(untouched.containers());
            passage.before()
                    .ifPresent(stack -> assertThat(site.sound().plan(stack).changes())
                            .as(where)
                            .isEmpty());
            site.remove(site.sound());
            untouchedByRemoval(site, where);
        };
    }

    /** Whatever stayed was owned. */
    private static void untouchedByRemoval(Site site, String where) {
        assertThat(site.filesWithoutReceipts())
                .as(where)
                .isEqualTo(Site.of(Passage.ARTICLE).files());
    }

    @ParameterizedTest
    @EnumSource(Passage.class)
    void nextApplyFinishesWhatAProgramLeftThatDiedBeforeAnEffect(Passage passage) {
        atEach(passage, Faults::dyingBefore, finished(passage));
    }

    @ParameterizedTest
    @EnumSource(Passage.class)
    void rollBackTakesBackWhatAProgramLeftThatDiedBeforeAnEffect(Passage passage) {
        atEach(passage, Faults::dyingBefore, takenBack(passage, true));
    }

    @ParameterizedTest
    @EnumSource(Passage.class)
    void failureIsTakenBackAtOnce(Passage passage) {
        atEach(passage, Faults::failingAt, takenBack(passage, false));
    }

    @ParameterizedTest
    @EnumSource(names = {"ARTICLE", "BUILT_OUT", "NAMESPACE", "BY_COMMANDS"})
    void nextRemovalFinishesWhatAProgramLeftThatDiedBeforeAnEffect(Passage passage) {
        Faults counted = Faults.none();
        Site all = Site.of(passage);
        all.apply(all.sound());
        all.remove(all.machine().provisioner(counted));
        for (int number = 1; number <= counted.effects().size(); number++) {
            Faults faults = Faults.dyingBefore(number);
            Site site = Site.of(passage);
            site.apply(site.sound());
            Optional<String> end = Site.ending(() -> site.remove(site.machine().provisioner(faults)));

            site.remove(site.sound());

            untouchedByRemoval(site, passage + ", effect " + number + " of its removal: " + end.orElse("went well"));
        }
    }
}
