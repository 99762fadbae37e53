namespace Relay.Client;

/// <summary>The relay refused a request, or gave no usable answer within the allowed attempts.</summary>
public sealed class RelayProblemException : Exception
{
    /// <summary>The code where no answer came, or one that is none of the relay's.</summary>
    public const string UnexpectedAnswer = "unexpected-answer";

    /// <summary>Makes the exception for a problem.</summary>
    /// <param name="problem">What the relay said.</param>
    /// <param name="inner">What kept an answer from coming.</param>
    public RelayProblemException(RelayProblem problem, Exception? inner = null)
        : base($"{problem.Code} ({problem.Status?.ToString() ?? "no answer"}): {problem.Title} {problem.Detail}".TrimEnd(), inner) =>
        Problem = problem;

    /// <summary>All that the relay said.</summary>
    public RelayProblem Problem { get; }

    /// <summary>The stable word for the kind of problem.</summary>
    public string Code => Problem.Code;

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status => Problem.Status;

    /// <summary>The member of the request that is at fault.</summary>
    public string? Field => Problem.Field;

    /// <summary>The rule that it breaks.</summary>
    public string? Rule => Problem.Rule;

    /// <summary>The bound of that rule, as text.</summary>
    public string? Limit => Problem.Limit;
}
