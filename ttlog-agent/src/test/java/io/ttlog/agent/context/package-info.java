/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of contexts that follow by themselves, mostly in processes that have the agent. */
@NullMarked
package io.ttlog.agent.context;

import org.jspecify.annotations.NullMarked;
