package dev.outboard.core.planner;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Change;
import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.verify.Finding;
import dev.outboard.core.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Proves that a host is as a desired state says: a second plan is empty, and every check passes. */
public final class Verifier {
    private final Planner planner;

    /**
     * Creates a verifier.
     *
     * @param planner makes the second plan
     */
    public Verifier(Planner planner) {
        this.planner = planner;
    }

    /**
     * Makes every proof; one that fails does not stop the others.
     *
     * @param desired the desired state
     * @param host where
     * @param receipt what is owned there
     * @return every finding
     */
    public Verification verify(DesiredState desired, Host host, Receipt receipt) {
        List<Finding> findings = new ArrayList<>();
        findings.add(secondPlan(desired, host, receipt));
        for (Check check : desired.checks()) {
            findings.addAll(run(check, host));
        }
        return new Verification(findings);
    }

    private Finding secondPlan(DesiredState desired, Host host, Receipt receipt) {
        String name = "stack " + desired.stack() + " is as planned";
        try {
            List<Change> changes =
                    planner.plan(desired, host, receipt, ImmutableSet.of()).changes();
            return new Finding(
                    name,
                    changes.isEmpty(),
                    changes.isEmpty()
                            ? "a second plan has nothing to do"
                            : changes.stream().map(Change::summary).collect(Collectors.joining("; ")));
        } catch (ProvisioningException failure) {
            return new Finding(name, false, failure.getMessage());
        }
    }

    private static List<Finding> run(Check check, Host host) {
        try {
            return check.run(host);
        } catch (ProvisioningException failure) {
            return List.of(new Finding(check.name(), false, failure.getMessage()));
        }
    }
}
