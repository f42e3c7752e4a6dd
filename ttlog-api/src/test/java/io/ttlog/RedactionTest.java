/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "userPassword",
                "user-password",
                "db.password",
                "spring.datasource.password",
                "client_secret",
                "clientSecret",
                "aws.secretAccessKey",
                "AWS_SECRET_ACCESS_KEY",
                "x-api-key",
                "X-Api-Key",
                "apikey",
                "http.request.header.authorization",
                "http.request.header.set-cookie",
                "headers[Authorization]",
                "header/cookie",
                "token",
                "oauth.token",
                "access_token",
                "refreshToken",
                "id_token",
                "cvv"
            })
    void masksKeysOfCommonSecretsUnlessGiven(String key) {
        assertThat(Redaction.standard().ofKey(key)).isEqualTo(Way.MASK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user_id",
                "passwords_tried",
                "password_length",
                "tokens",
                "gen_ai.usage.input_tokens",
                "token.count",
                "cookie_banner",
                "authorization_ms",
                "secretary",
                "key",
                "arg0",
                "ip",
                "___"
            })
    void leavesOtherKeysAlone(String key) {
        assertThat(Redaction.standard().ofKey(key)).isNull();
    }

    @Test
    void knowsExactKeysPrefixesSuffixesAndParts() {
        Redaction redaction = Redaction.none().keys(Way.DROP, "user.email", "card*", "*iban", "*ssn*");
        assertThat(redaction.ofKey("User.E-Mail")).isEqualTo(Way.DROP);
        assertThat(redaction.ofKey("shop.user.email")).isEqualTo(Way.DROP);
        assertThat(redaction.ofKey("superuser.email")).isNull();
        assertThat(redaction.ofKey("cardHolder")).isEqualTo(Way.DROP);
        assertThat(redaction.ofKey("pay.card_holder")).isEqualTo(Way.DROP);
        assertThat(redaction.ofKey("scorecard")).isNull();
        assertThat(redaction.ofKey("payer_iban")).isEqualTo(Way.DROP);
        assertThat(redaction.ofKey("iban2")).isNull();
        assertThat(redaction.ofKey("my_ssn_2")).isEqualTo(Way.DROP);
    }

    @Test
    void letsTheLaterRuleWin() {
        Redaction redaction = Redaction.standard().keys(Way.HASH, "*token").except("csrf_token");
        assertThat(redaction.ofKey("access_token")).isEqualTo(Way.HASH);
        assertThat(redaction.ofKey("csrf_token")).isNull();
        assertThat(redaction.ofKey("password")).isEqualTo(Way.MASK);
        assertThat(Redaction.standard().ofKey("csrf_token")).isEqualTo(Way.MASK);
    }

    @Test
    void looksForNothingUnlessAsked() {
        assertThat(Redaction.standard().isNone()).isFalse();
        for (Detector detector : Detector.values()) {
            assertThat(Redaction.standard().ofDetector(detector)).isNull();
            assertThat(Redaction.none().detectAll(Way.HASH).ofDetector(detector))
                    .isEqualTo(Way.HASH);
        }
        assertThat(Redaction.none().isNone()).isTrue();
        assertThat(Redaction.none().except("x").isNone()).isTrue();
        assertThat(Redaction.none().detect(Way.DROP, Detector.JWT).isNone()).isFalse();
        assertThat(Redaction.none().detect(Way.DROP, Detector.JWT).uses(Way.DROP))
                .isTrue();
        assertThat(Redaction.standard().uses(Way.HASH)).isFalse();
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> Redaction.none().keys(Way.MASK, "*"))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("key '*'");
        assertThatThrownBy(() -> Redaction.none().keys(Way.MASK, "a*b")).hasMessageContaining("'a*b'");
        assertThatThrownBy(() -> Redaction.none().keys(Way.MASK, "__")).hasMessageContaining("'__'");
        assertThatThrownBy(() -> Redaction.none().keys(Way.MASK, "x".repeat(Redaction.KEY_CHARS_MAX + 1)))
                .hasMessageContaining("1 to 128");
        assertThatThrownBy(() -> Redaction.none()
                        .keys(
                                Way.MASK,
                                Collections.nCopies(Redaction.KEYS_MAX + 1, "x").toArray(new String[0])))
                .hasMessageContaining("1025 keys");
        assertThatThrownBy(() -> Redaction.none().hashKey(new byte[15])).hasMessageContaining("15 bytes");
    }

    @Test
    void tellsNothingOfItsHashKey() {
        byte[] key = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Redaction redaction = Redaction.standard().hashKey(key);
        key[0] = 'x';
        assertThat(redaction.hashKey()).startsWith('0');
        assertThat(redaction.toString()).doesNotContain("0123").contains("rules");
    }
}
