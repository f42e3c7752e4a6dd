/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.*;

class SixLines {
    public static void main(String[] args) {
        try (var session = init().service("my-app").start()) {
            info("User {user_id} logged in from {ip}", 12345L, "10.0.0.7");
            System.out.println(query("SELECT level, message, user_id FROM logs").rows() + " in " + session.directory());
        }
    }
}
