using System.CommandLine;
using Relay.Cli;

var root = new RootCommand("Relay: the interoperability relay for messaging providers, on one machine.")
{
    UpCommand.Create(),
    DemoCommand.Create(),
    TestCommand.Create(),
    BenchCommand.Create(),
    ChaosCommand.Create(),
    BusCommand.Create(),
    OperatorCommand.Create(),
    PartnerCommand.Create(),
    BreakerCommand.Create(),
    UsageCommand.Create(),
    HeldCommand.Create(),
    ExplainCommand.Create(),
    VerifyCommand.Create(),
    SandboxCommand.Create(),
    ConformanceCommand.Create(),
    CostCommand.Create(),
    SimulateCommand.Create(),
    SbomCommand.Create(),
    AuditCommand.Create(),
};

// Understood by the launcher before this program runs; listed here for --help.
root.Subcommands.Add(new Command("setup", "Install what Relay needs and build it, and nothing else."));
// What holds messages closes its files first; the default of two seconds is short for a slow disk.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
