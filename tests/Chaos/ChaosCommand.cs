using System.CommandLine;
using System.Globalization;
using Relay.Chaos.Report;

namespace Relay.Chaos;

/// <summary>The command line of a run.</summary>
internal static class ChaosCommand
{
    private const int DefaultMinutes = 10;

    public static RootCommand Create()
    {
        var defaults = new ChaosOptions();
        var envelopes = new Option<int>("--envelopes") { Description = "How many are sent.", DefaultValueFactory = _ => defaults.Envelopes };
        var minutes = new Option<double>("--minutes") { Description = "For how long they are sent while parts and partners fail.", DefaultValueFactory = _ => DefaultMinutes };
        var patience = new Option<double>("--patience") { Description = "Minutes in which everything must end after all has healed.", DefaultValueFactory = _ => DefaultMinutes };
        var seed = new Option<int?>("--seed") { Description = "Decides load and faults (default: the day, as yyyymmdd)." };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the verdict to this file." };
        envelopes.Validators.Add(result => Require(result.GetValue(envelopes) > 0, "--envelopes must be at least 1.", result.AddError));
        minutes.Validators.Add(result => Require(result.GetValue(minutes) > 0, "--minutes must be more than 0.", result.AddError));
        patience.Validators.Add(result => Require(result.GetValue(patience) > 0, "--patience must be more than 0.", result.AddError));
        var root = new RootCommand("Kill the parts of a relay on this machine while messages flow, and count what is lost, doubled and out of order.")
        {
            envelopes, minutes, patience, seed, json,
        };
        root.SetAction((parsed, cancel) => RunAsync(
            new ChaosOptions
            {
                Envelopes = parsed.GetValue(envelopes),
                Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Patience = TimeSpan.FromMinutes(parsed.GetValue(patience)),
                Seed = parsed.GetValue(seed) ?? int.Parse(DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                JsonPath = parsed.GetValue(json)?.FullName,
            },
            cancel));
        return root;
    }

    private static void Require(bool holds, string otherwise, Action<string> fail)
    {
        if (!holds)
            fail(otherwise);
    }

    private static async Task<int> RunAsync(ChaosOptions options, CancellationToken cancel)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seed {options.Seed}: {options.Envelopes:N0} envelopes in {options.Duration.TotalMinutes:0.#} minutes, 3 partners, {options.Users} users"));
        var folder = new RunFolder();
        var isGood = false;
        try
        {
            var run = new ChaosRun(options, folder);
            var verdict = await run.RunAsync(cancel);
            isGood = verdict.IsGood;
            Console.WriteLine(VerdictTable.Write(verdict, options));
            var json = VerdictFile.Write(verdict, options, run.Schedule);
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "verdict.json"), json, cancel);
            if (options.JsonPath is { } path)
                await File.WriteAllTextAsync(path, json, cancel);
            return isGood ? 0 : 1;
        }
        finally
        {
            if (isGood)
                folder.Remove();
            else
                Console.WriteLine($"  Logs and data of the parts are in {folder.Path}; --seed {options.Seed} repeats load and faults.");
        }
    }
}
