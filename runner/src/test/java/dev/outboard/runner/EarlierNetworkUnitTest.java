package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Provisioner;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose network unit has program text in its Exec lines and no script, as earlier versions wrote it. */
class EarlierNetworkUnitTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath SCRIPT = AbsolutePath.of("/etc/docker2/network.sh");
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/docker2-network.service");
    private static final AbsolutePath SERVICE = AbsolutePath.of("/etc/systemd/system/docker2.service");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final InMemoryHost host = machine.host();
    private final Provisioner provisioner = machine.provisioner();

    @BeforeEach
    void applyAsEarlierVersionsDid() {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));
        Receipt receipt = ReceiptStore.read(host, STACK);
        Owned daemon = receipt.find(new ResourceId("daemon", "docker2")).orElseThrow();
        Map<String, String> attributes = new TreeMap<>(daemon.attributes());
        for (AbsolutePath file : List.of(UNIT, SERVICE)) {
            FileContent old = FileContent.ofText(host.read(file)
                    .orElseThrow()
                    .text()
                    .replaceAll("=(-?)/etc/docker2/network.sh (\\w+)", "=$1/bin/sh -c \"echo $2\""));
            host.putFile(file, old.text());
            attributes.put(ManagedFile.attribute(file), old.sha256());
        }
        host.deleteFile(SCRIPT);
        host.run(Command.of(List.of("systemctl", "daemon-reload")));
        ReceiptStore.write(
                host,
                receipt.without(new ResourceId("file", SCRIPT.toString())).with(Owned.of(daemon.id(), attributes)));
    }

    @Test
    void getsTheScriptAndItsUnitsInPlace() {
        Plan plan = provisioner.plan(Article.stackWithoutRunner());

        assertThat(plan.changes().stream()
                        .flatMap(change -> change.steps().stream())
                        .map(step -> step.describe()))
                .containsExactly(
                        "write " + SCRIPT + " (0755 root:root)",
                        "write " + UNIT + " (0644 root:root)",
                        "write " + SERVICE + " (0644 root:root)",
                        "$ systemctl daemon-reload",
                        "$ systemctl reset-failed 'docker2-network.service*' 'docker2.service*'",
                        "$ systemctl restart docker2-network.service docker2.service");
        provisioner.apply(plan);
        assertThat(provisioner.plan(Article.stackWithoutRunner()).isEmpty()).isTrue();
        assertThat(provisioner.verify(Article.stackWithoutRunner()).isProved()).isTrue();
    }

    @Test
    void isRemovedByItsReceipt() {
        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(host.status(UNIT)).isEmpty();
        assertThat(host.status(AbsolutePath.of("/etc/docker2"))).isEmpty();
    }
}
