using System.CommandLine;
using Relay.Client;

namespace Relay.Cli.Operators;

/// <summary>The options of commands that act as the operator of a relay, and how such commands end.</summary>
internal sealed class OperatorOptions
{
    private readonly Option<string?> _relay = new("--relay") { Description = "Address of the relay (default: the one that `relay up` runs here)." };
    private readonly Option<string?> _authority = new("--authority") { Description = "What the relay checks signatures against, when that is not the host of its address." };
    private readonly Option<string?> _key = new("--key") { Description = "The operator's key: a JSON file with kid and pem (default: that of the relay that runs here)." };
    private readonly Option<DirectoryInfo?> _data = StackOptions.Data();

    /// <summary>A command with these options besides its own.</summary>
    public Command AddTo(Command command, Func<ParseResult, OperatorAccess, CancellationToken, Task<int>> run)
    {
        command.Options.Add(_relay);
        command.Options.Add(_authority);
        command.Options.Add(_key);
        command.Options.Add(_data);
        command.SetAction((parsed, cancel) => RunAsync(parsed, run, cancel));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, OperatorAccess, CancellationToken, Task<int>> run, CancellationToken cancel)
    {
        OperatorAccess access;
        try
        {
            var stack = Path.Combine(parsed.GetValue(_data)?.FullName ?? StackOptions.DefaultData, "stack.json");
            access = OperatorAccess.Open(parsed.GetValue(_relay), parsed.GetValue(_authority), parsed.GetValue(_key), stack);
        }
        catch (InvalidDataException unsuitable)
        {
            return Refuse(OperatorExit.WrongUse, unsuitable.Message);
        }

        using (access)
        {
            try
            {
                return await run(parsed, access, cancel);
            }
            catch (RelayProblemException problem)
            {
                return Refuse(OperatorExit.Failed, Explain(problem, access));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return OperatorExit.Stopped;
            }
        }
    }

    /// <summary>One line on standard error.</summary>
    public static int Refuse(int exit, string reason)
    {
        Console.Error.WriteLine("  " + reason.ReplaceLineEndings(" "));
        return exit;
    }

    /// <summary>What a failed call says to a person.</summary>
    public static string Explain(RelayProblemException problem, OperatorAccess access) =>
        problem.Status is null
            ? $"No relay answers at {access.Address}: {problem.Problem.Title}"
            : problem.Message + (problem.Field is null ? "" : $" ({problem.Field}: {problem.Rule}{(problem.Limit is null ? "" : ", limit " + problem.Limit)})");
}
