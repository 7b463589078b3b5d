package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.Iterables;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.RunnerState;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A reset ends the old token at once, so nothing may go wrong between GitLab's answer and the file. */
class TokenRotationTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml");
    private static final StackSpec STACK = Article.stack(
            Article.docker1().build(),
            Article.docker2().build(),
            Article.runner1()
                    .token(RunnerToken.created(
                            Secret.of("glpat-canary"),
                            RunnerRegistration.builder()
                                    .scope(RunnerScope.project(7))
                                    .build()))
                    .build());

    /** A machine with the stack. */
    private static final class Site {
        private final DebianMachine machine = DebianMachine.withDocker();

        Site() {
            provisioner().apply(provisioner().plan(STACK));
        }

        Provisioner provisioner() {
            return machine.provisioner();
        }

        Optional<ProvisioningException> rotate(Faults faults) {
            try {
                machine.provisioner(faults).rotateToken(STACK, "runner1");
                return Optional.empty();
            } catch (ProvisioningException failure) {
                return Optional.of(failure);
            } catch (SimulatedDeath death) {
                return Optional.empty();
            }
        }

        String token() {
            return ConfigurationFile.parse(
                            "config.toml",
                            machine.host().read(CONFIGURATION).orElseThrow().text())
                    .runner(Article.identity())
                    .orElseThrow()
                    .token()
                    .orElseThrow()
                    .reveal();
        }

        boolean isInService() {
            return machine.gitLab().verify(Secret.of(token())).isPresent();
        }

        List<String> tokenFiles() {
            return machine.host().list(ReceiptStore.DIRECTORY).stream()
                    .filter(name -> name.endsWith(".token"))
                    .toList();
        }
    }

    private static int effects() {
        Faults none = Faults.none();
        new Site().rotate(none);
        return none.effects().size();
    }

    private static int reset() {
        Faults none = Faults.none();
        new Site().rotate(none);
        return 1 + Iterables.indexOf(none.effects(), "GitLab resetToken"::equals);
    }

    private static void assertConverges(Site site, String where) {
        site.provisioner().apply(site.provisioner().plan(STACK));

        assertThat(site.isInService()).as(where).isTrue();
        assertThat(site.provisioner().plan(STACK).isEmpty()).as(where).isTrue();
        assertThat(site.tokenFiles()).as(where).isEmpty();
        assertThat(site.machine.gitLab().runners()).as(where).hasSize(1);
    }

    @Test
    void nextApplyConvergesWhereverTheRotationFailed() {
        for (int number = 1; number <= effects(); number++) {
            Site site = new Site();
            site.rotate(Faults.failingAt(number));
            assertConverges(site, "failed at effect " + number);
        }
    }

    @Test
    void nextApplyConvergesWhereverTheProgramDied() {
        for (int number = 1; number <= effects(); number++) {
            Site site = new Site();
            site.rotate(Faults.dyingBefore(number));
            assertConverges(site, "died before effect " + number);
        }
    }

    @Test
    void nextRotationFinishesTheOneThatDiedBeforeTheFileHadTheToken() {
        Site site = new Site();
        site.rotate(Faults.dyingBefore(reset() + 2));
        assertThat(site.isInService()).isFalse();

        site.provisioner().rotateToken(STACK, "runner1");

        assertThat(site.isInService()).isTrue();
        assertThat(site.tokenFiles()).isEmpty();
        assertThat(site.machine.gitLab().runners())
                .singleElement()
                .extracting(RunnerState::id)
                .isEqualTo(1L);
    }

    @Test
    void fullDiskIsSeenBeforeGitLabResetsTheToken() {
        for (int number = 1; number < reset(); number++) {
            Site site = new Site();
            String token = site.token();

            assertThat(site.rotate(Faults.failingAt(number)))
                    .as("effect " + number)
                    .isPresent();

            assertThat(site.token()).isEqualTo(token);
            assertThat(site.isInService()).isTrue();
        }
    }

    @Test
    void failureAfterTheResetSaysThatTheRunnerIsOutOfServiceAndWhereItsTokenIs() {
        Site site = new Site();

        assertThat(site.rotate(Faults.failingAt(reset() + 2)))
                .get()
                .isInstanceOf(HostException.class)
                .asString()
                .contains("runner runner1 is out of service", "kept in /var/lib/outboard/runner1-", "plan and apply");

        AbsolutePath kept = ReceiptStore.DIRECTORY.resolve(site.tokenFiles().get(0));
        assertThat(site.machine.host().status(kept).map(FileStatus::attributes)).contains("0600 root:root");
    }

    @Test
    void planSaysThatTheKeptTokenGoesToItsFile() {
        Site site = new Site();
        site.rotate(Faults.failingAt(reset() + 2));

        Plan plan = site.provisioner().plan(STACK);

        assertThat(plan.changes()).singleElement().asString().contains("put the token from /var/lib/outboard/runner1-");
        assertThat(plan.toString()).doesNotContain("glrt-");
    }

    @Test
    void runnerThatMovesTakesTheKeptTokenAlong() {
        Site site = new Site();
        site.rotate(Faults.failingAt(reset() + 2));
        StackSpec moved = Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                STACK.runners().get(0).toBuilder()
                        .process(ContainerProcess.builder("elsewhere").build())
                        .build());

        site.provisioner().apply(site.provisioner().plan(moved));

        Secret token = ConfigurationFile.parse(
                        "config.toml",
                        site.machine
                                .host()
                                .read(AbsolutePath.of("/srv/gitlab-runner/elsewhere/config.toml"))
                                .orElseThrow()
                                .text())
                .runner(Article.identity())
                .orElseThrow()
                .token()
                .orElseThrow();
        assertThat(site.machine.gitLab().verify(token)).isPresent();
        assertThat(site.tokenFiles()).isEmpty();
        assertThat(site.machine.gitLab().runners()).hasSize(1);
    }

    @Test
    void removalDeletesTheRunnerByItsKeptToken() {
        Site site = new Site();
        site.rotate(Faults.failingAt(reset() + 2));

        site.provisioner().apply(site.provisioner().planRemoval("ci", Retention.PURGE));

        assertThat(site.machine.gitLab().runners()).isEmpty();
    }

    @Test
    void removalTakesTheKeptTokenAway() {
        Site site = new Site();
        site.rotate(Faults.failingAt(reset() + 2));

        site.provisioner().apply(site.provisioner().planRemoval("ci"));

        assertThat(site.tokenFiles()).isEmpty();
    }

    @Test
    void keptTokenThatIsDamagedIsNamed() {
        Site site = new Site();
        site.rotate(Faults.failingAt(reset() + 2));
        AbsolutePath kept = ReceiptStore.DIRECTORY.resolve(site.tokenFiles().get(0));
        List<String> damages = new ArrayList<>(List.of("", "x", "a\nb\nc\n", CONFIGURATION + "\nglrt-x\nsoon\n"));
        for (String damage : damages) {
            site.machine.host().putFile(kept, damage);

            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> site.provisioner().plan(STACK))
                    .withMessageContaining(kept + " is damaged");
        }
        assertThat(site.machine.host().read(kept).map(FileContent::text)).contains(damages.get(damages.size() - 1));
    }
}
