// What `detente --help` says around the list of commands.
#pragma once

namespace detente {

constexpr const char* description =
    "detente plays a negotiation written in TOML many times under its uncertainty and\n"
    "says how often each outcome comes about, how sure that is, who blocks and what\n"
    "matters most.";

constexpr const char* examples =
    "Examples:\n"
    "  detente new my-talks\n"
    "  detente check scenarios/doha-2-2024.toml\n"
    "  detente run scenarios/doha-2-2024.toml --trials 1e6 --seed 7\n"
    "  detente run scenarios/doha-2-2024.toml --precision 0.1pp --budget 30s\n"
    "  detente run scenarios/doha-2-2024.toml --set stages.convening.invited+=nrf\n"
    "  detente sweep scenarios/first-steps.toml --vary parties.rebels.reservation=0.2:0.8:7\n"
    "  detente compare scenarios/doha-2-2024.toml \\\n"
    "      --variant \"with the NRF: stages.convening.invited+=nrf\"\n"
    "  detente list scenarios/doha-2-2024.toml --format csv\n"
    "  detente run - --format json --out result.json < scenario.toml\n"
    "  detente replay scenarios/doha-2-2024.toml --trial 17\n"
    "  detente run scenarios/doha-3-2024.toml --trials 1e7 --out talks.sqlite\n"
    "  detente explain red-line\n"
    "  detente bench scenarios/doha-2-2024.toml --append speed.csv\n\n"
    "Exit codes: 0 ok, 1 internal error or out of memory, 2 wrong usage, 3 the\n"
    "scenario has mistakes, 4 a file cannot be read or written, or does not hold what\n"
    "it should (verify), 75 stopped by SIGTERM or SIGUSR1, 130 by Ctrl-C (what is\n"
    "complete is printed, or stored); 75 also where --budget allows for no trial.";

}  // namespace detente
