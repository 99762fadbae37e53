using System.CommandLine;
using Relay.Cli.Conformance;

namespace Relay.Cli;

/// <summary><c>relay conformance</c>: plays the relay against a partner's endpoints and grades them (docs/conformance.md).</summary>
internal static class ConformanceCommand
{
    public static Command Create()
    {
        var endpoint = new Argument<string>("URL") { Description = "The partner's endpoint for deliveries." };
        var events = new Option<string?>("--events") { Description = "The partner's endpoint for receipts and events.", HelpName = "URL" };
        var witness = new Option<string?>("--witness") { Description = "Where the partner shows what its test accounts got.", HelpName = "URL" };
        var key = new Option<string?>("--key") { Description = "The key to sign with: JSON with kid and pem. Without it, one is made.", HelpName = "FILE" };
        var serve = new Option<string?>("--serve") { Description = "Publish the kit's keys at /.well-known/relay on this port (loopback), or on an address and port.", HelpName = "[ADDRESS:]PORT" };
        var users = new Option<string?>("--users") { Description = "The partner's test accounts (JSON).", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write the report as JSON.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the report as Markdown.", HelpName = "FILE" };
        var only = new Option<string[]>("--only") { Description = "Examine these points (SIG-03) or kinds (SIG) only, and what they depend on.", AllowMultipleArgumentsPerToken = true, HelpName = "POINTS" };
        var loopback = new Option<bool>("--allow-loopback") { Description = "Allow http on this machine." };
        var command = new Command("conformance", "Examine a partner's endpoints as a relay would use them. Exit code 0 all points hold, 1 not all, 2 nothing could be examined.")
        {
            endpoint, events, witness, key, serve, users, report, markdown, only, loopback,
        };
        command.SetAction((parsed, cancel) =>
        {
            var inputs = new ConformanceInputs
            {
                Endpoint = parsed.GetValue(endpoint)!,
                Events = parsed.GetValue(events),
                Witness = parsed.GetValue(witness),
                Key = parsed.GetValue(key),
                Serve = parsed.GetValue(serve),
                Users = parsed.GetValue(users),
                Report = parsed.GetValue(report),
                Markdown = parsed.GetValue(markdown),
                Only = [.. (parsed.GetValue(only) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                AllowLoopback = parsed.GetValue(loopback),
            };
            return new Examining(inputs, Console.Out, Console.Error).RunAsync(cancel);
        });
        return command;
    }
}
