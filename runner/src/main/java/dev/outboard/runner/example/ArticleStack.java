package dev.outboard.runner.example;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.verify.Verification;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.nio.file.Path;

/**
 * The stack of the article: bridge {@code docker1}, daemon {@code docker2}, and, where GitLab is known, {@code runner1}.
 *
 * <p>{@code stage DIR} writes it below a directory, {@code plan} shows what this host lacks, {@code apply} makes it so,
 * {@code verify} proves it, {@code remove} takes it away again.
 */
public final class ArticleStack {
    private static final String NAME = "ci";

    private ArticleStack() {}

    /**
     * Runs one command; without arguments, stages the stack below {@code target/article-stack}.
     *
     * @param arguments see {@link Arguments#USAGE}
     */
    public static void main(String... arguments) {
        try {
            if (!run(Arguments.parse(arguments))) {
                System.exit(1);
            }
        } catch (ProvisioningException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    static StackSpec stack(Arguments arguments) {
        StackSpec.Builder stack = StackSpec.builder(NAME)
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .root("/docker2")
                        .build());
        arguments.gitlab().ifPresent(gitlab -> {
            ContainerProcess.Builder container = ContainerProcess.builder("runner1");
            gitlab.image().ifPresent(container::image);
            stack.runner(RunnerSpec.builder("runner1", gitlab.url())
                    .daemon("docker2")
                    .process(container.build())
                    .token(gitlab.token())
                    .defaultImage("docker:cli")
                    .jobsMayUseDocker(true)
                    .build());
        });
        return stack.build();
    }

    private static boolean run(Arguments arguments) {
        StackSpec stack = stack(arguments);
        if (arguments.command().equals("stage")) {
            stage(stack, arguments.directory());
            return true;
        }
        try (Host host = LocalHost.open()) {
            Provisioner provisioner = Outboard.on(host);
            return switch (arguments.command()) {
                case "plan" -> show(provisioner.plan(stack));
                case "apply" -> apply(provisioner, provisioner.plan(stack)) && prove(provisioner.verify(stack));
                case "verify" -> prove(provisioner.verify(stack));
                default ->
                    apply(
                            provisioner,
                            provisioner.planRemoval(NAME, arguments.purge() ? Retention.PURGE : Retention.KEEP_DATA));
            };
        }
    }

    private static void stage(StackSpec stack, Path directory) {
        try (Host host = StagedHost.at(directory)) {
            Provisioner provisioner = Outboard.on(host);
            Plan plan = provisioner.plan(stack);
            show(plan);
            provisioner.apply(plan);
        }
        System.out.println("\nStaged below " + directory + ":");
        System.out.print(StagedTree.of(directory));
    }

    private static boolean show(Plan plan) {
        System.out.print(plan);
        return true;
    }

    private static boolean apply(Provisioner provisioner, Plan plan) {
        show(plan);
        provisioner.apply(plan, event -> System.out.println(event.summary()));
        return true;
    }

    private static boolean prove(Verification verification) {
        System.out.print(verification);
        return verification.isProved();
    }
}
