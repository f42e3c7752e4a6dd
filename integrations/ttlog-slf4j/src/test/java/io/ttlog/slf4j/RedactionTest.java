/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What libraries log through SLF4J is redacted like everything else, in messages, too. */
class RedactionTest {
    private final TTLogSession session = TTLog.init()
            .redaction(Redaction.standard().detect(Way.MASK, Detector.CREDENTIALS, Detector.NAMED_VALUE))
            .console(false)
            .store(false)
            .sink("memory")
            .start();
    private final Logger logger = LoggerFactory.getLogger("shop.logins");

    @AfterEach
    void stop() {
        MDC.clear();
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().redacted(Way.MASK)).isPositive();
    }

    @Test
    void redactsKeyValuesAndTheMdc() {
        MDC.put("session_token", "hunter1");
        logger.atInfo()
                .addKeyValue("password", "hunter2")
                .addKeyValue("user", "ada")
                .log("login");
        assertThat(Recorded.fields(Recorded.last()))
                .containsExactly(entry("password", "***"), entry("user", "ada"), entry("session_token", "***"));
    }

    @Test
    void redactsArgumentsBehindANameOfTheFormat() {
        logger.info("user={}, password={}", "ada", "hunter2");
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("user=ada, password=***");
        assertThat(Recorded.fields(event)).containsExactly(entry("arg0", "ada"), entry("arg1", "***"));
    }

    /** A format whose holes are not those of a template, so that the message comes as a text. */
    @Test
    void redactsAMessageThatCameAsAText() {
        logger.atInfo().addKeyValue("password", "hunter2").log("login of {user} with {}, \\{} is left", "hunter2");
        Event.Log event = Recorded.last();
        assertThat(event.message()).doesNotContain("hunter2").contains("login of {user} with ***");
        assertThat(Recorded.fields(event)).containsEntry("password", "***");
    }

    @Test
    void redactsTextsErrorsAndFormatsMadeByConcatenation() {
        String password = String.valueOf("hunter2");
        logger.warn(
                "no connection to jdbc:h2://sa:" + password + "@host",
                new IllegalStateException("password=" + password));
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("no connection to jdbc:h2://sa:***@host");
        assertThat(event.template()).isEqualTo(event.message());
        assertThat(event.error()).startsWith("java.lang.IllegalStateException: password=***");
    }
}
