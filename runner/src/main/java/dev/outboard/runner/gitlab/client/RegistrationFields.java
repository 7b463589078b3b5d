package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.util.Optional;

/** A registration as the fields of a request's body. */
final class RegistrationFields {
    private RegistrationFields() {}

    /** What is the same whether a runner is made or changed. */
    static ObjectNode of(String description, RunnerRegistration registration) {
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("description", description)
                // as gitlab-runner sends it; GitLab also takes a list, but not always did
                .put("tag_list", String.join(",", registration.tags()))
                .put("run_untagged", registration.runUntagged())
                .put("paused", registration.paused())
                .put("access_level", registration.accessLevel().word());
        Optional<RunnerScope.Level> level = registration.scope().map(RunnerScope::level);
        if (level.isEmpty() || level.get() == RunnerScope.Level.PROJECT) {
            fields.put("locked", registration.locked());
        }
        return fields;
    }

    /** For a new runner: what is left out is not sent. */
    static ObjectNode ofNew(String description, RunnerRegistration registration) {
        ObjectNode fields = of(description, registration);
        registration.maximumTimeout().ifPresent(time -> fields.put("maximum_timeout", time.toSeconds()));
        registration.maintenanceNote().ifPresent(note -> fields.put("maintenance_note", note));
        return fields;
    }

    /** For a runner that is there: what is left out is taken away. */
    static ObjectNode ofChanged(String description, RunnerRegistration registration) {
        ObjectNode fields = ofNew(description, registration);
        if (registration.maximumTimeout().isEmpty()) {
            fields.putNull("maximum_timeout");
        }
        if (registration.maintenanceNote().isEmpty()) {
            fields.put("maintenance_note", "");
        }
        return fields;
    }

    /** Whose runner it is. */
    static ObjectNode of(RunnerScope scope) {
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("runner_type", scope.level().word());
        return switch (scope.level()) {
            case INSTANCE -> fields;
            case GROUP -> fields.put("group_id", scope.id());
            case PROJECT -> fields.put("project_id", scope.id());
        };
    }
}
