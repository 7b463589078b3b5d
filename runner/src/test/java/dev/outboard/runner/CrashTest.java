package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.docker.ContainerSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A program that fails or dies at each of its effects, one after the other: on files, by commands, on Docker and on
 * GitLab. What it leaves is finished by the next apply, or taken back, and is then as if nothing had gone wrong.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
    private static final AtomicInteger ENDS = new AtomicInteger();

    @AfterAll
    static void tellHowManyProgramsCameToABadEnd() {
        System.out.println(ENDS.get() + " programs failed or died");
    }

    /** A machine, and everything on it that tells one outcome from another. */
    private record Site(DebianMachine machine, CrashPassage passage) {
        static Site of(CrashPassage passage) {
            DebianMachine machine = DebianMachine.withDocker();
            machine.host()
                    .putFile(AbsolutePath.of("/usr/bin/gitlab-runner"), "")
                    .putFile(CrashPassage.DEVICE, "");
            passage.before().ifPresent(stack -> {
                Provisioner provisioner = machine.provisioner();
                provisioner.apply(provisioner.plan(stack));
            });
            return new Site(machine, passage);
        }

        /** As it is without any trace of a stack. */
        static Site without(StackName stack, CrashPassage passage) {
            boolean isBesideAnother = passage.before()
                    .filter(before -> !before.name().equals(stack))
                    .isPresent();
            return isBesideAnother ? of(passage) : of(CrashPassage.ARTICLE);
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
            provisioner.apply(provisioner.planRemoval(passage.stack().toString(), Retention.PURGE));
        }

        private static Optional<String> ending(Runnable program) {
            try {
                program.run();
                return Optional.empty();
            } catch (SimulatedDeath death) {
                ENDS.incrementAndGet();
                return Optional.of(String.valueOf(death.getMessage()));
            } catch (ProvisioningException failure) {
                ENDS.incrementAndGet();
                return Optional.of(String.valueOf(failure.getMessage()));
            }
        }

        /** An empty directory that a program could not delete any more belongs to no stack, and does no harm. */
        Map<String, String> filesWithoutReceipts() {
            return Maps.filterKeys(files(), path -> !path.equals("/var/lib/outboard"));
        }

        /**
         * A runner that is made after another was taken back has another number. The account of the engine stays.
         */
        Map<String, String> files() {
            return Maps.transformValues(
                    Maps.filterKeys(
                            machine.host().tree(),
                            // networkd names its state after the number of a link, and a new link has a new number
                            path -> !path.startsWith("/sys/")
                                    && !path.startsWith("/run/systemd/netif")
                                    && !path.equals("/etc/subuid")
                                    && !path.equals("/etc/subgid")),
                    Site::withoutNumberOfRunner);
        }

        private static String withoutNumberOfRunner(String file) {
            return file.replaceAll("(?m)^  id = \\d+$", "  id = ?").replaceAll("token = \"[^\"]*\"", "token = ?");
        }

        /** What is left of data is not what is left of an apply. */
        Map<String, String> filesWithoutData() {
            return Maps.filterKeys(
                    files(),
                    path -> !path.startsWith("/docker2")
                            && !path.startsWith("/var/lib/outboard")
                            && !path.startsWith("/srv"));
        }

        int runners() {
            return machine.gitLab().runners().size();
        }

        List<String> containers() {
            return machine.firstEngine().containers().stream()
                    .map(ContainerSummary::toString)
                    .toList();
        }
    }

    private static Faults counted(CrashPassage passage) {
        Faults faults = Faults.none();
        Site.of(passage).disturbed(faults);
        return faults;
    }

    private interface Outcome {
        void check(Site site, String where);
    }

    private static void atEach(CrashPassage passage, IntFunction<Faults> kind, Outcome outcome) {
        int count = counted(passage).effects().size();
        assertThat(count).isPositive();
        for (int number = 1; number <= count; number++) {
            Site site = Site.of(passage);
            Optional<String> end = site.disturbed(kind.apply(number));
            outcome.check(site, passage + ", effect " + number + ": " + end.orElse("went well"));
        }
    }

    private static Outcome finished(CrashPassage passage) {
        Site undisturbed = Site.of(passage);
        undisturbed.apply(undisturbed.sound());
        Map<String, String> files = Map.copyOf(undisturbed.files());
        List<Finding> failures = undisturbed.sound().verify(passage.after()).failures();
        return (site, where) -> {
            site.apply(site.sound());
            assertThat(site.files()).as(where).isEqualTo(files);
            assertThat(site.containers()).as(where).isEqualTo(undisturbed.containers());
            assertThat(site.runners()).as(where).isEqualTo(undisturbed.runners());
            assertThat(site.sound().plan(passage.after()).isEmpty()).as(where).isTrue();
            assertThat(site.sound().verify(passage.after()).failures())
                    .as(where)
                    .isEqualTo(failures);
        };
    }

    private static Outcome takenBack(CrashPassage passage, boolean byHand) {
        Site untouched = Site.of(passage);
        Site completed = Site.of(passage);
        completed.apply(completed.sound());
        return (site, where) -> {
            if (byHand && !JournalStore.exists(site.machine.host(), passage.stack())) {
                assertThat(site.filesWithoutData())
                        .as(where + ", before its first change or after its last")
                        .isIn(untouched.filesWithoutData(), completed.filesWithoutData());
                return;
            }
            if (byHand) {
                // who died just before the mark of the runner was written can't tell that GitLab was not asked yet
                assertThat(site.sound().rollBack(passage.stack().toString()).remaining())
                        .as(where)
                        .filteredOn(
                                line -> !line.contains("account dockremap") && !line.contains("never contacted GitLab"))
                        .isEmpty();
            }
            assertThat(site.filesWithoutData()).as(where).isEqualTo(untouched.filesWithoutData());
            assertThat(site.containers()).as(where).isEqualTo(untouched.containers());
            assertThat(site.runners()).as(where).isEqualTo(untouched.runners());
            passage.before()
                    .ifPresent(stack -> assertThat(site.sound().plan(stack).changes())
                            .as(where)
                            .isEmpty());
            site.remove(site.sound());
            untouchedByRemoval(site, where);
        };
    }

    /** Whatever stayed was owned. A client without a host would obey the configuration of the client. */
    private static void untouchedByRemoval(Site site, String where) {
        assertThat(site.machine().host().commands())
                .as(where)
                .filteredOn(command -> command.program().equals("docker"))
                .allMatch(command -> command.arguments().get(1).equals("--host"));
        assertThat(site.filesWithoutReceipts())
                .as(where)
                .isEqualTo(Site.without(site.passage().stack(), site.passage()).filesWithoutReceipts());
    }

    @ParameterizedTest
    @EnumSource(CrashPassage.class)
    void nextApplyFinishesWhatAProgramLeftThatDiedBeforeAnEffect(CrashPassage passage) {
        atEach(passage, Faults::dyingBefore, finished(passage));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GROWN")
    void rollBackTakesBackWhatAProgramLeftThatDiedBeforeAnEffect(CrashPassage passage) {
        atEach(passage, Faults::dyingBefore, takenBack(passage, true));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GROWN")
    void failureIsTakenBackAtOnce(CrashPassage passage) {
        atEach(passage, Faults::failingAt, takenBack(passage, false));
    }

    @ParameterizedTest
    @EnumSource(names = {"ARTICLE", "BUILT_OUT", "NAMESPACE", "BY_COMMANDS"})
    void nextRemovalFinishesWhatAProgramLeftThatDiedBeforeAnEffect(CrashPassage passage) {
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
