package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan asks of its host; each question may be a round trip over a slow connection. */
class PlanQuestionsTest {
    private final DebianMachine machine = DebianMachine.withDocker();
    private final List<String> questions = new ArrayList<>();
    private final Provisioner provisioner = Outboard.on(
            new ConnectedHost(new Asked(machine.host()), machine.engines(), connection -> machine.gitLab()));

    private final class Asked extends ForwardingHost {
        Asked(Host host) {
            super(host);
        }

        @Override
        public Optional<FileStatus> status(AbsolutePath path) {
            questions.add("status " + path);
            return super.status(path);
        }

        @Override
        public Optional<FileContent> read(AbsolutePath path) {
            questions.add("read " + path);
            return super.read(path);
        }

        @Override
        public long size(AbsolutePath path) {
            questions.add("size " + path);
            return super.size(path);
        }

        @Override
        public Optional<String> linkTarget(AbsolutePath path) {
            questions.add("link " + path);
            return super.linkTarget(path);
        }

        @Override
        public List<String> list(AbsolutePath directory) {
            questions.add("list " + directory);
            return super.list(directory);
        }

        @Override
        public Optional<CommandResult> ask(Query query) {
            questions.add("ask " + query.command());
            return super.ask(query);
        }
    }

    @Test
    void asksNothingTwiceForAFirstPlan() {
        provisioner.plan(Article.stack());

        assertThat(questions).doesNotHaveDuplicates();
    }

    @Test
    void asksNothingTwiceForASecondPlan() {
        provisioner.apply(provisioner.plan(Article.stack()));
        questions.clear();

        provisioner.plan(Article.stack());

        assertThat(questions).doesNotHaveDuplicates();
    }

    @Test
    void asksNothingTwiceForARemoval() {
        provisioner.apply(provisioner.plan(Article.stack()));
        questions.clear();

        provisioner.planRemoval("ci");

        assertThat(questions).doesNotHaveDuplicates();
    }
}
