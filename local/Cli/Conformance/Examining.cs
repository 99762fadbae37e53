using Relay.Local.Conformance;
using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Reports;

namespace Relay.Cli.Conformance;

/// <summary>Runs the kit: a line for each point as it is done, a verdict, the files that were asked for.</summary>
internal sealed class Examining(ConformanceInputs inputs, TextWriter output, TextWriter error)
{
    private const int TitleWidth = 62;

    /// <summary>Gives one of <see cref="ConformanceExit"/>.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        try
        {
            var options = inputs.Options();
            var listen = inputs.Listen();
            using var keys = inputs.Keys();
            await using var server = listen is null ? null : await KeyServer.StartAsync(keys, listen, cancel);
            var run = new ConformanceRun(options, keys, publishesKeys: server is not null);
            await output.WriteLineAsync(Banner(options, keys, server));
            return await run.WhyNotAsync(cancel) is { } reason ? Refuse(reason) : await ExamineAsync(run, cancel);
        }
        catch (Exception unfit) when (unfit is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Refuse(unfit.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Refuse("Stopped before the end: there is no verdict.");
        }
    }

    private async Task<int> ExamineAsync(ConformanceRun run, CancellationToken cancel)
    {
        var report = await run.RunAsync(point => output.WriteLine(Line(point)), cancel);
        var file = ReportFile.Of(report);
        if (inputs.Report is { } path)
            await File.WriteAllBytesAsync(path, file.Bytes, cancel);
        if (inputs.Markdown is { } page)
            await File.WriteAllTextAsync(page, ReportMarkdown.Write(report, file.Digest), cancel);

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"  {(report.Verdict == PointResult.Passed ? "It conforms" : "It does not conform")}: {report.Passed} passed, {report.Failed} failed, {report.Skipped} skipped.");
        if (inputs.Report is not null)
            await output.WriteLineAsync($"  {inputs.Report}  {file.Digest}");
        return report.Verdict == PointResult.Passed ? ConformanceExit.Passed : ConformanceExit.Failed;
    }

    private static string Line(PointReport point)
    {
        var (mark, more) = point.Result switch
        {
            PointResult.Passed => ("pass", point.Observed),
            PointResult.Failed => ("FAIL", $"{point.Observed}; wanted: {point.Expected} ({point.Requirement})"),
            _ => ("skip", point.Observed),
        };
        return $"  {point.Id}  {mark}  {point.Title.PadRight(TitleWidth)}  {more}";
    }

    private static string Banner(ConformanceOptions options, KitKeys keys, KeyServer? server)
    {
        var where = server is null
            ? $"the key {keys.First.KeyId}, which the partner must have"
            : $"{server.Address}.well-known/relay: let the partner take {server.Address} for the relay's address";
        return $$"""

              Playing the relay against {{options.Endpoint}}

              keys      {{where}}
              accounts  {{options.Users.Users.Count}} of {{options.Users.Partner}}; nobody must be called {{options.Users.Unknown}}
              events    {{options.Events?.ToString() ?? "not examined (--events URL)"}}
              witness   {{options.Witness?.ToString() ?? "none: graded by the answers (--witness URL)"}}

            """;
    }

    private int Refuse(string reason)
    {
        error.WriteLine("  " + reason.ReplaceLineEndings(" "));
        return ConformanceExit.CouldNotRun;
    }
}
