/* SPDX-License-Identifier: Apache-2.0 */
/** What the tests weave: loaded by a class loader of their own, or by another process. */
@NullMarked
package io.ttlog.agent.subject;

import org.jspecify.annotations.NullMarked;
